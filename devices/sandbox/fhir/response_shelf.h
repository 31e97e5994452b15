// SPDX-License-Identifier: GPL-3.0-or-later
// The QuestionnaireResponses that a FHIR server keeps, in one SQLite file: what create() has said
// to be there survives the server's end. Looking for an identifier and creating are one step. Any
// thread.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace sandbox {

struct ResponseIdentifier {
  std::string system;
  std::string value;
  friend bool operator==(const ResponseIdentifier&, const ResponseIdentifier&) = default;
};

struct KeptResponse {
  long id = 0;  // counts up from 1, in the order of arrival
  ResponseIdentifier identifier;
  std::string document;  // as it came
};

class ResponseShelf {
 public:
  // None: the file cannot be opened or made.
  [[nodiscard]] static std::unique_ptr<ResponseShelf> open(const std::filesystem::path& file);
  ~ResponseShelf();
  ResponseShelf(const ResponseShelf&) = delete;
  ResponseShelf& operator=(const ResponseShelf&) = delete;

  enum class Made { created, found, several, failed };
  struct Creation {
    Made made = Made::failed;
    long id = 0;  // created, found
  };
  // `unless`: nothing is created if one or several bear this identifier already.
  [[nodiscard]] Creation create(const ResponseIdentifier& identifier, std::string_view document,
                                const std::optional<ResponseIdentifier>& unless);
  // All of them, in the order of arrival.
  [[nodiscard]] std::vector<KeptResponse> all();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit ResponseShelf(std::unique_ptr<sqlite3, Close> database);
  [[nodiscard]] std::vector<long> those_with(const ResponseIdentifier& identifier);

  std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace sandbox
