// ledger_builder.hpp: the steps from evidence to a ledger, in the order in which they run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/columns.hpp"
#include "ledger/reports/match_reports.hpp"
#include "ledger/reports/weigh_complaints.hpp"
#include "sightline/ledger.hpp"

namespace sightline {

class LedgerBuilder {
 public:
  LedgerBuilder(const Evidence& evidence, const LedgerOptions& options) : evidence_(evidence), options_(options) {}
  Ledger build();

 private:
  void choose_day();           // build_ledger.cpp
  void resolve_enterprises();  // resolve_entities.cpp
  void resolve_categories();
  void resolve_districts();
  void project_positions();    // project_positions.cpp
  void collect_events();       // collect_events.cpp
  void read_results();         // read_results.cpp
  void build_frame();          // build_frame.cpp
  void reconcile_declared();   // reconcile_declared.cpp
  void find_contradictions();  // find_contradictions.cpp
  void summarise();            // build_ledger.cpp

  Index enterprise_of(Id id) const { return id == no_id ? no_index : ledger_.enterprise_by_id_[id]; }
  Index category_of(Id id) const { return id == no_id ? no_index : ledger_.category_by_id_[id]; }
  Index district_of(Id id) const { return id == no_id ? no_index : district_by_id_[id]; }
  std::vector<Index> set_entities(Entities& entities, std::shared_ptr<const Table> table, std::vector<Id> ids,
                                  std::vector<std::uint32_t> rows) const;
  void set_projection();
  void place(double longitude, double latitude, float& x, float& y) const;
  Events events_of(const std::shared_ptr<const Table>& table);
  void resolve_names(const Table& table, Events& events, std::vector<double>& match);
  void match_names_of(const Table& table, Events& events, std::vector<double>& match);  // report_worth.cpp
  void set_worth(const std::shared_ptr<const Table>& table, const std::vector<double>& match, Events& events);
  void read_report_rules();
  void place_events(const Table& table, Events& events) const;
  const std::vector<Index>& enterprise_by_name() const;
  [[nodiscard]] std::int64_t count_named(std::string_view label) const;
  void find_in_codes();
  void find_in_offers();
  void find_in_events(const Events& events);
  void find_in_results(const Events& events);
  void find_in_totals();
  void find_in_reports();

  // A finding about one row of a table. Only the first findings_per_code of each code are listed: message is called for
  // those alone, the rest is counted and told at the end.
  template <class Message>
  void report(const char* code, const Table* table, std::size_t row, const char* column, std::string_view value,
              Message message);
  void report_unlisted();

  const Evidence& evidence_;
  const LedgerOptions& options_;
  Ledger ledger_;
  std::vector<Index> district_by_id_;                      // interned name -> district
  mutable std::vector<Index> enterprise_by_name_;          // interned name -> enterprise that alone has it
  std::map<std::string, std::size_t, std::less<>> found_;  // findings per code
  // Complaints and reports: the manifest's settings, what to look at, who files as if it were a trade.
  bool match_reports_ = true;
  MatchThresholds thresholds_;
  ComplaintRules complaint_rules_;
  struct Doubtful {
    const Table* table;
    std::uint32_t row;
    std::string text;
  };
  std::vector<Doubtful> doubtful_;
  std::vector<OrganisedClaimant> organised_;
  std::size_t matched_ = 0, unmatched_ = 0;
  std::size_t left_closed_ = 0, left_unavailable_ = 0, left_unopened_ = 0, left_unknown_ = 0, later_ = 0;
};

// Puts rows into the ledger's order (ledger.hpp, Events): by known day, date, enterprise, category, own id, then the
// rest of the record, so that the order of the source does not matter.
void order_events(const StringPool& pool, Events& events);

}  // namespace sightline
