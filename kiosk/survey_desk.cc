// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/survey_desk.h"

namespace kiosk {

using visit::SurveyTrouble;

SurveyDesk::SurveyDesk(SurveyPlan plan, std::unique_ptr<devices::Outbox> outbox,
                       visit::Journal& journal, std::function<visit::Moment()> now,
                       visit::Post post)
    : plan_(std::move(plan)),
      outbox_(std::move(outbox)),
      journal_(journal),
      now_(std::move(now)),
      post_(std::move(post)) {
  if (outbox_ == nullptr || !plan_.server) return;
  const devices::FhirServer& server = *plan_.server;
  delivery_ = std::make_unique<devices::FhirDelivery>(
      devices::FhirServer{server.url, server.ca_file, server.certificate_file, server.key_file,
                          server.token_url, server.client_id, server.client_secret.clone(),
                          server.scope, server.identifier_system},
      plan_.delivery, *outbox_, [this](const devices::DeliveryNews& news) { hear(news); });
}

SurveyDesk::~SurveyDesk() = default;

void SurveyDesk::hand_in(visit::Ticket ticket, visit::Identity identity,
                         visit::SurveyAnswers answers, visit::Moment authored, std::string badge) {
  // A function that is kept must be copyable; what it holds is not.
  auto survey = std::make_shared<HandedIn>(
      HandedIn{ticket, std::move(identity), std::move(answers), authored, std::move(badge)});
  errands_.send([this, survey] {
    if (const auto trouble = keep(*survey)) {
      post_(visit::event::SurveyNotKept{survey->ticket, *trouble});
    } else {
      post_(visit::event::SurveyKept{survey->ticket});
    }
  });
}

std::optional<SurveyTrouble> SurveyDesk::keep(const HandedIn& survey) {
  if (outbox_ == nullptr) return SurveyTrouble::no_server;
  const std::string identifier = devices::Outbox::fresh_identifier();
  const auto document =
      devices::write_response(*plan_.form, survey.answers, survey.identity, plan_.names,
                              {identifier, survey.authored, survey.badge});
  if (!document) return SurveyTrouble::not_fit;
  if (!outbox_->add(identifier, *document, now_())) return SurveyTrouble::not_kept;
  if (delivery_) delivery_->look_now();
  return std::nullopt;
}

std::pair<int, bool> SurveyDesk::waiting() {
  if (outbox_ == nullptr) return {0, false};
  const auto count = outbox_->count();
  if (!count) return {0, false};
  const bool too_old = count->oldest && now_() - *count->oldest >= plan_.delivery.too_old;
  return {count->waiting + count->aside, too_old};
}

void SurveyDesk::hear(const devices::DeliveryNews& news) {
  journal_.write(now_(), {visit::Entry::What::delivery, 0, static_cast<int>(news.kind),
                          news.why ? static_cast<int>(*news.why) : 0});
  if (news.kind == devices::DeliveryKind::too_old) post_(visit::event::SurveysTooOld{});
}

}  // namespace kiosk
