#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/messages.hpp"
#include "cli/terminal/session.hpp"
#include "sightline/ledger.hpp"

namespace sightline::cli {
namespace {

struct CheckFlags {
  SharedFlags shared;
  std::string dataset, out;
};

Ledger ledger_of(const Evidence& evidence, Session& session) {
  LedgerOptions options;
  options.run = session.run();
  return session.stage("ledger", [&] { return build_ledger(evidence, options); });
}

int check(const CheckFlags& flags) {
  Session session("check", flags.shared);
  std::unique_ptr<OutputFolder> out;
  if (!flags.out.empty()) out = std::make_unique<OutputFolder>(flags.out);
  std::optional<Error> failure;
  const Evidence evidence = session.read_all(flags.dataset, failure);
  std::optional<Ledger> ledger;
  try {
    ledger = ledger_of(evidence, session);
  } catch (const Error& error) {  // the accounts of the tables are worth showing all the same
    if (!failure) failure = error;
  }
  const Ledger* facts = ledger ? &*ledger : nullptr;
  if (out) {
    out->add("accounts.csv", to_csv_accounts(evidence));
    out->add("rejected.csv", to_csv_rejected(evidence));
    out->add("check.json", to_json_check(evidence, facts));
    if (facts != nullptr) {
      out->add("findings.csv", to_csv_findings(*facts));
      out->add("declared.csv", to_csv_declared(*facts));
    }
    session.write(*out);
  }
  std::vector<const Summary*> before{&evidence.summary};
  const Summary all = session.summary(facts != nullptr ? facts->summary : evidence.summary, before, evidence.synthetic);
  session.answer(all, to_text_check(evidence, facts),
                 {{"check", nlohmann::ordered_json::parse(to_json_check(evidence, facts))}, {"out", flags.out}});
  return failure ? print_error(*failure) : 0;
}

}  // namespace

Verb check_verb(CLI::App& program) {
  const auto flags = std::make_shared<CheckFlags>();
  CLI::App* app = program.add_subcommand("check", "validate a dataset and reconcile its declared totals");
  app->add_option("DATASET", flags->dataset, "folder of tables, or a dataset.yaml")->required();
  app->add_option("--out", flags->out, "folder for accounts, rejected, findings, declared (CSV) and check.json")
      ->type_name("DIR");
  add_evidence_flags(*app, flags->shared);
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline check city --out check\n  prints rows read, accepted, duplicate and rejected per table, "
      "and which published totals do not add up");
  return {app, [flags] { return check(*flags); }};
}

}  // namespace sightline::cli
