// small_city.hpp: a few enterprises and categories written in a test, with their risk given by hand.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/small_evidence.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/plan.hpp"

namespace sightline::testing {

class City {
 public:
  Date as_of{2021, 12, 31};

  City& enterprise(const std::string& id, const std::string& district = "north", const std::string& size = "small") {
    add("enterprises", "enterprise_id,district,size", id + "," + district + "," + size);
    return *this;
  }
  City& category(const std::string& id, const std::string& unit_cost = "1000", const std::string& severity = "1",
                 const std::string& line = "fuel") {
    add("categories", "category_id,unit_cost,severity,line", id + "," + unit_cost + "," + severity + "," + line);
    return *this;
  }
  // probability of a nonconforming batch, sd of its logit
  City& offer(const std::string& enterprise, const std::string& category, double probability = 0.05, double sd = 0.5,
              const std::string& from = "", const std::string& to = "") {
    add("offers", "enterprise_id,category_id,available_from,available_to",
        enterprise + "," + category + "," + from + "," + to);
    risk_[enterprise + "/" + category] = {probability, sd};
    return *this;
  }
  City& inspection(const std::string& enterprise, const std::string& category, const std::string& date,
                   const std::string& result, const std::string& mode = "random", const std::string& lab = "",
                   const std::string& revised_on = "", const std::string& revised_result = "") {
    add("inspections", "inspection_id,enterprise_id,category_id,date,result,mode,lab_id,revised_on,revised_result",
        enterprise + "-" + category + "-" + date + "," + enterprise + "," + category + "," + date + "," + result + "," +
            mode + "," + lab + "," + revised_on + "," + revised_result);
    return *this;
  }
  // About the inspection that inspection() made of these three.
  City& case_event(const std::string& enterprise, const std::string& category, const std::string& inspected_on,
                   const std::string& event, const std::string& date) {
    add("case_events", "inspection_id,date,event",
        enterprise + "-" + category + "-" + inspected_on + "," + date + "," + event);
    return *this;
  }
  City& complaint(const std::string& enterprise, const std::string& category, const std::string& date,
                  const std::string& status = "accepted") {
    add("complaints", "enterprise_id,category_id,date,status", enterprise + "," + category + "," + date + "," + status);
    return *this;
  }
  City& report(const std::string& enterprise, const std::string& category, const std::string& date) {
    add("monitoring_reports", "enterprise_id,category_id,date", enterprise + "," + category + "," + date);
    return *this;
  }
  City& campaign(const std::string& category, const std::string& start, const std::string& end,
                 const std::string& district = "") {
    add("campaigns", "campaign_id,category_id,start,end,district",
        "c," + category + "," + start + "," + end + "," + district);
    return *this;
  }
  City& other_plan(const std::string& enterprise, const std::string& category, const std::string& authority,
                   const std::string& start = "2022-01-01", const std::string& end = "2022-12-31") {
    add("other_plans", "enterprise_id,category_id,authority,start,end",
        enterprise + "," + category + "," + authority + "," + start + "," + end);
    return *this;
  }
  City& lab(const std::string& id, const std::string& category, const std::string& price = "",
            const std::string& capacity = "") {
    add("labs", "lab_id,category_id,price,capacity", id + "," + category + "," + price + "," + capacity);
    return *this;
  }

  // Tables with the rows of each in the given order of the seed: 0 = as written.
  [[nodiscard]] Ledger ledger(std::uint64_t shuffle = 0) const {
    SmallEvidence evidence;
    Rng rng(shuffle);
    for (const auto& [name, table] : tables_) {
      std::vector<std::string> rows = table.second;
      if (shuffle != 0)
        for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[rng.below(i)]);
      std::string text = table.first;
      for (const std::string& row : rows) text += "\n" + row;
      evidence.table(name, texts_.emplace_back(std::move(text)));
    }
    LedgerOptions options;
    options.as_of = as_of;
    return build_ledger(evidence.build(), options);
  }

  [[nodiscard]] Risk risk(const Ledger& ledger) const {
    Risk risk;
    const Frame& frame = ledger.frame;
    for (std::size_t c = 0; c < frame.size(); ++c) {
      const auto [probability, sd] = risk_.at(name(ledger, c));
      risk.probability.push_back(probability);
      risk.logit.push_back(std::log(probability / (1 - probability)));
      risk.logit_sd.push_back(sd);
      risk.grade.push_back(0);
    }
    risk.frame_fingerprint = frame.fingerprint;
    risk.model_name = "by hand";
    return risk;
  }

  static std::string name(const Ledger& ledger, std::size_t c) {
    return std::string(ledger.text(ledger.enterprises.id[ledger.frame.enterprise[c]])) + "/" +
           std::string(ledger.text(ledger.categories.id[ledger.frame.category[c]]));
  }

 private:
  void add(const std::string& table, const std::string& header, const std::string& row) {
    auto& entry = tables_[table];
    entry.first = header;
    entry.second.push_back(row);
  }
  std::map<std::string, std::pair<std::string, std::vector<std::string>>> tables_;
  std::map<std::string, std::pair<double, double>> risk_;
  mutable std::vector<std::string> texts_;
};

inline Policy policy(const std::string& yaml) {
  return parse_policy("policy: sightline.policy/1\n" + yaml, "policy.yaml");
}

struct Planned {
  Ledger ledger;
  Risk risk;
  Plan plan;

  [[nodiscard]] std::ptrdiff_t line(const std::string& candidate) const {
    for (std::size_t i = 0; i < plan.lines.size(); ++i)
      if (City::name(ledger, plan.lines.candidate[i]) == candidate) return static_cast<std::ptrdiff_t>(i);
    return -1;
  }
  [[nodiscard]] bool has(const std::string& candidate) const { return line(candidate) >= 0; }
  [[nodiscard]] int batches(const std::string& candidate) const {
    const auto i = line(candidate);
    return i < 0 ? 0 : plan.lines.batches[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] double chance(const std::string& candidate) const {
    const auto i = line(candidate);
    return i < 0 ? 0 : plan.lines.inclusion_probability[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] std::string lab(const std::string& candidate) const {
    const auto i = line(candidate);
    return i < 0 ? "" : std::string(ledger.text(plan.lines.lab[static_cast<std::size_t>(i)]));
  }
  [[nodiscard]] const RuleUse* rule(const std::string& id, const std::string& kind = "") const {
    for (const RuleUse& use : plan.rules)
      if (use.rule == id && (kind.empty() || use.kind == kind)) return &use;
    return nullptr;
  }
  [[nodiscard]] std::uint32_t left_out(const std::string& rule) const {
    std::uint32_t candidates = 0;
    for (const LeftOut& out : plan.left_out)
      if (out.rule == rule) candidates += out.candidates;
    return candidates;
  }
};

inline Planned plan_city(const City& city, const Policy& policy, const PlanOptions& options = {}) {
  Planned planned{city.ledger(), {}, {}};
  planned.risk = city.risk(planned.ledger);
  planned.plan = make_plan(planned.ledger, planned.risk, policy, options);
  return planned;
}

inline Planned plan_city(const City& city, const std::string& yaml, const PlanOptions& options = {}) {
  return plan_city(city, policy(yaml), options);
}

// A seeded city: enterprises over districts and sizes, each with one to three of the categories.
inline City random_city(std::uint64_t seed, int enterprises, int categories, bool evidence = false) {
  City city;
  Rng rng(seed, 7);
  const char* districts[] = {"north", "south", "west"};
  const char* sizes[] = {"small", "medium", "large"};
  // One number per statement: the order in which a call's arguments are evaluated is each compiler's own.
  for (int k = 0; k < categories; ++k) {
    const std::string severity = std::to_string(1 + rng.below(3)), cost = std::to_string(300 + 100 * rng.below(12));
    city.category("k" + std::to_string(k), cost, severity, k % 2 == 0 ? "fuel" : "food");
  }
  for (int e = 0; e < enterprises; ++e) {
    const std::string id = "e" + std::to_string(1000 + e);
    const char* const size = sizes[rng.below(3)];
    city.enterprise(id, districts[rng.below(3)], size);
    const auto first = static_cast<int>(rng.below(static_cast<std::uint64_t>(categories)));
    const auto count = 1 + static_cast<int>(rng.below(static_cast<std::uint64_t>(std::min(3, categories))));
    for (int k = 0; k < count; ++k) {
      const std::string category = "k" + std::to_string((first + k) % categories);
      const double volume = 0.2 + rng.uniform(), a = rng.uniform(), b = rng.uniform();
      city.offer(id, category, 0.01 + 0.3 * a * b, volume);
      if (evidence && rng.uniform() < 0.2) city.complaint(id, category, "2021-10-01");
    }
  }
  return city;
}

}  // namespace sightline::testing
