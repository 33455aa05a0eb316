#include <algorithm>
#include <cmath>
#include <filesystem>

#include "risk/model/model_parts.hpp"
#include "risk/model/signal_grammar.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

using config::Document;
using config::Map;

// Prior files are named relative to the model's folder; what they say is part of the model's hash.
void read_priors(Map& top, RiskModel& model, std::string& hashed) {
  std::vector<std::string> files;
  if (!top.texts("priors", files, "files of published failure rates (sightline.prior/1), relative to this file"))
    return;
  for (const std::string& file : files) {
    const std::string path = (std::filesystem::path(model.path).parent_path() / file).string();
    try {
      Document document = Document::load(path);
      const std::vector<PriorRate> rates = read_prior_rates(document);
      model.priors.insert(model.priors.end(), rates.begin(), rates.end());
      hashed += document.text();
    } catch (const Error& error) {
      top.document().violation(top.line(), "priors: " + std::string(error.what()));
    }
  }
}

void read_outcome(Map& top, RiskModel& model) {
  Map outcome = top.map("outcome", "how past results count");
  outcome.days("half_life", model.half_life_days,
               "a past result's weight halves in this time; absent: all count alike");
  double plan_days = 0;
  if (outcome.days(
          "plan_days", plan_days,
          "training rows are what a plan for this time sees: the first result of a candidate after a plan day, "
          "signals as known on that day; absent: every result, as known the day before"))
    model.plan_days = std::max(1, static_cast<int>(std::lround(plan_days)));
  const std::vector<std::string> selections{"as_is", "weighted"};
  std::string word;
  if (outcome.word("selection", word, selections, "weighted: by the inverse of a recorded inclusion probability"))
    model.selection = word == "weighted" ? Selection::weighted : Selection::as_is;
  outcome.flag("recalibrate", model.recalibrate, "fit slope and intercept on honest predictions of earlier periods");
}

void read_intercept(Map& top, RiskModel& model) {
  Map intercept = top.map("intercept", "the logit of a candidate whose signals are all 0");
  Map prior = intercept.map("prior", "normal");
  prior.number("mean", model.intercept_mean, {}, "logit");
  prior.number("sd", model.intercept_sd, {.least = 0, .above_least = true}, "logit");
}

RiskModel read_model(Document& document, const std::string& path) {
  RiskModel model;
  model.path = path;
  std::string hashed = document.text();
  {
    Map top = document.root();
    const std::vector<std::string> versions{"sightline.risk/1"};
    std::string version;
    top.word("model", version, versions, "version of this format");
    top.require("model", "the version: sightline.risk/1");
    top.text("name", model.name, "for people");
    read_outcome(top, model);
    read_intercept(top, model);
    top.list(
        "signals", [&](Map& map) { model.signals.push_back(read_signal(map)); },
        "numbers per candidate that move its logit");
    read_groups(top, "groups", false, model.groups);
    read_groups(top, "nuisance", true, model.groups);
    read_priors(top, model, hashed);
    read_score(top, model.score);
    read_checks(top, model.checks);
  }
  if (!document.describing()) {
    check_names(document, model);
    verify_card(document, model);
  }
  document.finish();
  if (model.name.empty()) model.name = std::filesystem::path(path).stem().string();
  model.hash = to_hex(sha256(hashed));
  return model;
}

}  // namespace

RiskModel load_risk_model(const std::string& path) {
  Document document = Document::load(path);
  return read_model(document, path);
}

RiskModel parse_risk_model(std::string_view yaml, const std::string& path) {
  Document document = Document::parse(yaml, path);
  return read_model(document, path);
}

SignalOptions signal_options(const RiskModel& model, const Run& run) {
  SignalOptions options;
  options.plan_days = model.plan_days;
  options.first_of_plan = model.plan_days > 0;
  options.run = run;
  return options;
}

std::string risk_model_schema() {
  Document document = Document::describe();
  read_model(document, "risk.yaml");
  return document.schema().dump(2) + "\n";
}

}  // namespace sightline
