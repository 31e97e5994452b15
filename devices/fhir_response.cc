// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_response.h"

#include <fmt/format.h>

#include <cassert>

#include "devices/fhir_response_check.h"

namespace devices {

namespace {

using visit::Question;
using visit::QuestionKind;
using visit::SurveyAnswers;
using visit::SurveyForm;

// JSON into one buffer that never moves, so that none of it stays behind; wiped when it goes. Not
// nlohmann's: 37.0 keeps its tenth, and members keep FHIR's order.
class Writer {
 public:
  explicit Writer(std::size_t capacity) { text_.reserve(capacity); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { visit::wipe(text_.data(), text_.size()); }

  Writer& raw(std::string_view json) {
    assert(text_.size() + json.size() <= text_.capacity());
    text_ += json;
    return *this;
  }
  Writer& quoted(std::string_view text) {
    raw("\"");
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        raw("\\").raw({&c, 1});
      } else if (static_cast<unsigned char>(c) < 0x20) {
        raw(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
      } else {
        raw({&c, 1});
      }
    }
    return raw("\"");
  }
  // {"system":…,"<key>":…}
  Writer& pair(std::string_view system, std::string_view key, std::string_view value) {
    return raw("{\"system\":").quoted(system).raw(",\"").raw(key).raw("\":").quoted(value).raw("}");
  }
  [[nodiscard]] visit::Secret secret() const { return visit::Secret(text_); }

 private:
  std::string text_;
};

// More than the response can take, were every character escaped.
std::size_t capacity_for(const SurveyForm& form, const visit::Identity& person,
                         const SurveyNames& names, const SurveyRecord& record) {
  constexpr std::size_t kEscaped = 6;
  constexpr std::size_t kAround = 128;  // an answer's or a member's own words
  constexpr std::size_t kMembers = 32;
  std::size_t size = kMembers * kAround;
  const auto add = [&](std::string_view text) { size += text.size() * kEscaped; };
  // Number, name and systems stand in at most three places.
  for (int i = 0; i < 3; ++i) {
    add(person.number.reveal());
    add(person.name.reveal());
    for (const std::string& system : names.numbers) add(system);
    for (const std::string* text : {&names.surveys, &names.staff_badges, &names.kiosks,
                                    &names.kiosk, &record.identifier, &record.badge}) {
      add(*text);
    }
  }
  add(form.canonical());
  for (const Question& question : form.questions) {
    add(question.link_id);
    size += kAround;
    for (const auto& option : question.options) {
      // A relation stands in the contained relative too.
      for (int i = 0; i < 2; ++i) {
        add(option.system);
        add(option.code);
        size += kAround;
      }
    }
  }
  return size;
}

std::string written(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count() % 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
                     static_cast<int>(time.date.year()), static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute, seconds);
}

bool is_chosen(const SurveyAnswers::Given& given, std::size_t option) {
  return (given.options >> option & 1U) != 0;
}

void write_answer(Writer& out, const Question& question, const SurveyAnswers::Given& given) {
  switch (question.kind) {
    case QuestionKind::temperature:
      out.raw(fmt::format("{{\"valueDecimal\":{}.{}}}", given.tenths / 10, given.tenths % 10));
      return;
    case QuestionKind::declaration:
      out.raw("{\"valueBoolean\":true}");
      return;
    case QuestionKind::answerer:
    case QuestionKind::relation:
    case QuestionKind::history:
    case QuestionKind::symptoms:
      break;
  }
  bool first = true;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (!is_chosen(given, i)) continue;
    if (!first) out.raw(",");
    first = false;
    out.raw("{\"valueCoding\":")
        .pair(question.options[i].system, "code", question.options[i].code)
        .raw("}");
  }
}

void write_relation(Writer& out, const SurveyForm& form, const SurveyAnswers& answers) {
  for (std::size_t q = 0; q < form.questions.size(); ++q) {
    const Question& question = form.questions[q];
    if (question.kind != QuestionKind::relation) continue;
    for (std::size_t i = 0; i < question.options.size(); ++i) {
      if (!is_chosen(answers[q], i)) continue;
      out.raw(",\"relationship\":[{\"coding\":[")
          .pair(question.options[i].system, "code", question.options[i].code)
          .raw("]}]");
    }
  }
}

class ResponseWriter {
 public:
  ResponseWriter(const SurveyForm& form, const SurveyAnswers& answers,
                 const visit::Identity& person, const SurveyNames& names,
                 const SurveyRecord& record)
      : form_(form),
        answers_(answers),
        person_(person),
        names_(names),
        record_(record),
        by_(visit::answered_by(form, answers).value_or(visit::Answerer::self)),
        out_(capacity_for(form, person, names, record)) {}

  visit::Secret write() {
    const bool contained = names_.subject == SurveyNames::Subject::contained;
    out_.raw("{\"resourceType\":\"QuestionnaireResponse\"");
    if (contained) {
      contained_patient();
    } else if (by_ == visit::Answerer::relative) {
      out_.raw(R"(,"contained":[{"resourceType":"RelatedPerson","id":"relative","patient":)");
      patient();
      write_relation(out_, form_, answers_);
      out_.raw("}]");
    }
    out_.raw(",\"identifier\":").pair(names_.surveys, "value", record_.identifier);
    out_.raw(",\"questionnaire\":").quoted(form_.canonical());
    out_.raw(",\"status\":\"completed\",\"subject\":");
    if (contained) {
      out_.raw(R"({"reference":"#patient"})");
    } else {
      patient();
    }
    out_.raw(",\"authored\":").quoted(written(record_.authored));
    if (!contained) people();
    items();
    out_.raw("}");
    return out_.secret();
  }

 private:
  const std::string& number_system() const {
    return names_.numbers[static_cast<std::size_t>(person_.kind)];
  }

  Writer& reference(std::string_view type, std::string_view system, std::string_view value) {
    return out_.raw("{\"type\":")
        .quoted(type)
        .raw(",\"identifier\":")
        .pair(system, "value", value)
        .raw("}");
  }

  void patient() { reference("Patient", number_system(), person_.number.reveal()); }

  void contained_patient() {
    out_.raw(R"(,"contained":[{"resourceType":"Patient","id":"patient","identifier":[)");
    out_.pair(number_system(), "value", person_.number.reveal());
    out_.raw(R"(],"name":[{"text":)").quoted(person_.name.reveal()).raw("}]}]");
  }

  // Who took it down and whose words it is.
  void people() {
    out_.raw(",\"author\":");
    if (by_ == visit::Answerer::staff) {
      reference("Practitioner", names_.staff_badges, record_.badge);
    } else {
      reference("Device", names_.kiosks, names_.kiosk);
    }
    out_.raw(",\"source\":");
    switch (by_) {
      case visit::Answerer::self:
        patient();
        return;
      case visit::Answerer::relative:
        out_.raw(R"({"reference":"#relative"})");
        return;
      case visit::Answerer::staff:
        reference("Practitioner", names_.staff_badges, record_.badge);
        return;
    }
  }

  void items() {
    std::string_view before = ",\"item\":[";
    for (std::size_t i = 0; i < form_.questions.size(); ++i) {
      if (answers_[i].state != SurveyAnswers::State::given) continue;
      out_.raw(before).raw("{\"linkId\":").quoted(form_.questions[i].link_id);
      out_.raw(",\"answer\":[");
      write_answer(out_, form_.questions[i], answers_[i]);
      out_.raw("]}");
      before = ",";
    }
    out_.raw("]");
  }

  const SurveyForm& form_;
  const SurveyAnswers& answers_;
  const visit::Identity& person_;
  const SurveyNames& names_;
  const SurveyRecord& record_;
  visit::Answerer by_;
  Writer out_;
};

}  // namespace

tl::expected<visit::Secret, WriteTrouble> write_response(const SurveyForm& form,
                                                         const SurveyAnswers& answers,
                                                         const visit::Identity& person,
                                                         const SurveyNames& names,
                                                         const SurveyRecord& record) {
  if (answers.size() != form.questions.size() || !visit::gaps(form, answers).empty())
    return tl::unexpected(WriteTrouble::unfinished);
  visit::Secret text = ResponseWriter(form, answers, person, names, record).write();
  if (!check_response(form, text.reveal())) return tl::unexpected(WriteTrouble::not_fit);
  return text;
}

}  // namespace devices
