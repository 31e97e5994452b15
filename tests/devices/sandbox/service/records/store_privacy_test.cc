// SPDX-License-Identifier: GPL-3.0-or-later
// What lies on the disk tells nobody's name or number.
#include <catch2/catch.hpp>

#include "devices/sandbox/service/records/seal.h"
#include "tests/devices/sandbox/service/records/place.h"
#include "tests/devices/sandbox/service/records/postgresql_server.h"
#include "tests/files.h"

using namespace service;
using namespace store_test;

namespace {

const std::string kName = "王秀英";
const std::string kNumber = "990101193804120011";

// In how many files of the engine the name or the number stands.
int files_that_tell(const Place& place) {
  const bool shared = place.name().starts_with("postgresql://");
  int count = 0;
  int looked_at = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           shared ? PostgresqlServer::get()->folder() : place.folder())) {
    if (!file.is_regular_file()) continue;
    ++looked_at;
    const std::string bytes = files::contents(file.path());
    const bool tells =
        bytes.find(kName) != std::string::npos || bytes.find(kNumber) != std::string::npos;
    if (tells) ++count;
  }
  CHECK(looked_at >= 2);
  return count;
}

void put_sealed(Store& store, const Seal& seal) {
  Resident one = resident(1);
  one.ref = seal.pseudonym("NI", kNumber);
  one.sealed_name = seal.close(kName, "name");
  one.sealed_document = seal.close("NI|" + kNumber, "document");
  must(store.put(std::vector{one}));
  Record handed_in = record("a");
  handed_in.ref = one.ref;
  handed_in.body = seal.close(R"({"name":")" + kName + R"("})", "body");
  KeptReply told = reply("key-1");
  told.sealed_body = seal.close(kName + kNumber, "reply");
  must(store.add(handed_in, &told));
  must(store.append_audit(std::vector{
      AuditRow{one.facts.events[0].at, "GC07", "STATUS_QUERY",
               std::string(reinterpret_cast<const char*>(one.ref.data()), 8), "", "", "", 0, ""}}));
}

}  // namespace

TEST_CASE("sealed fields stay sealed in every file of the engine; an open one is found") {
  const Place place(GENERATE(from_range(engines())));
  const Seal seal(Key32{1, 2, 3});
  const auto store = place.open();
  put_sealed(*store, seal);
  if (store->is_shared()) place.engine()->lease(Use::write)->execute("CHECKPOINT");
  CHECK(files_that_tell(place) == 0);

  const auto found = must(store->find(seal.pseudonym("NI", kNumber)));
  REQUIRE(found);
  CHECK(seal.open(found->sealed_name, "name") == kName);

  Resident open = resident(2);
  open.sealed_name = kName;
  must(store->put(std::vector{open}));
  if (store->is_shared()) place.engine()->lease(Use::write)->execute("CHECKPOINT");
  CHECK(files_that_tell(place) > 0);
}
