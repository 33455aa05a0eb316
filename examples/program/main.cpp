#include <iostream>
#include <sightline/sightline.hpp>
namespace sl = sightline;

int main() {
  const auto evidence = sl::read_evidence("city");
  const auto ledger = sl::build_ledger(evidence, {.as_of = {2021, 6, 30}});  // what was known that day
  const auto model = sl::load_risk_model("examples/yangquan/model.yaml");
  const auto signals = sl::measure_signals(ledger, model.signals, sl::signal_options(model));
  const auto risk = sl::assess_risk(ledger, signals, model);
  const auto plan = sl::make_plan(ledger, risk, sl::load_policy("examples/yangquan/policy.yaml"));
  if (!plan.usable()) return std::cerr << plan.summary.full_report(), 4;
  std::cout << plan.summary.brief() << '\n' << sl::to_text_plan(ledger, risk, plan, 3);
}
