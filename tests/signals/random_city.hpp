// random_city.hpp: a small city with every difficulty at once: late-known records, revised results, ties, missing
// cells, events without an enterprise, enterprises on one spot, names and addresses written in several ways.
#pragma once

#include <algorithm>
#include <string>

#include "ledger/small_evidence.hpp"
#include "sightline/base/rng.hpp"

namespace sightline::testing {

class RandomCity {
 public:
  explicit RandomCity(std::uint64_t seed, int enterprises = 18, int inspections = 120, int complaints = 90)
      : rng_(seed), enterprises_(enterprises), inspections_(inspections), complaints_(complaints) {}

  // turned: the same rows in reverse order.
  Evidence build(bool turned = false) {
    const auto text = [&](std::string head, std::vector<std::string> rows) {
      if (turned) std::reverse(rows.begin(), rows.end());
      head += "\n";
      for (const std::string& row : rows) head += row + "\n";
      return head;
    };
    SmallEvidence city;
    city.table("enterprises",
               text("enterprise_id,name,district,address,size,opened_on,closed_on,longitude,latitude,zip", places()));
    city.table("offers", text("enterprise_id,category_id,volume", offers()));
    city.table("inspections", text("inspection_id,enterprise_id,category_id,date,known_on,result,batch_count,"
                                   "nonconforming_count,revised_on,revised_result,score,inspector",
                                   inspections()));
    city.table("complaints", text("complaint_id,date,known_on,enterprise_id,category_id,district,status,severity,"
                                  "longitude,latitude",
                                  complaints()));
    city.table("campaigns", text("campaign_id,category_id,district,start,end", campaigns()));
    city.table("relations", text("from_id,to_id,kind,since,until,weight", relations()));
    return city.as_of(day(1000)).build();
  }

 private:
  static Date day(std::uint64_t after) { return Date(2018, 1, 1) + static_cast<std::int32_t>(after); }
  std::string pick(std::initializer_list<const char*> words) { return *(words.begin() + rng_.below(words.size())); }
  std::string number(std::uint64_t below) { return std::to_string(rng_.below(below)); }
  bool chance(double p) { return rng_.uniform() < p; }
  std::string enterprise() { return "e" + number(static_cast<std::uint64_t>(enterprises_)); }
  std::string category() { return "c" + number(3); }
  std::string position() {
    if (chance(0.1)) return ",";
    return "113.5" + number(4) + ",37.8" + number(4);
  }
  std::string day_after(std::uint64_t from, std::uint64_t most) { return day(from + rng_.below(most)).to_string(); }

  std::vector<std::string> places() {
    std::vector<std::string> rows;
    for (int e = 0; e < enterprises_; ++e)
      rows.push_back("e" + std::to_string(e) + "," +
                     pick({"", "Happy Noodle", "HAPPY NOODLE Inc.", "Happy-Noodle #12", "Sun", "Moon Co"}) + "," +
                     pick({"", "west", "east", "north"}) + "," +
                     pick({"", "12 Main St", "12 MAIN ST.", "14 Main St Ste 3", "14 Main St", "7-9 Oak Ave"}) + "," +
                     pick({"", "small", "large"}) + "," + (chance(0.2) ? "" : day_after(0, 900)) + "," +
                     (chance(0.1) ? day_after(500, 800) : "") + "," + position() + "," + pick({"", "60601", "60602"}));
    return rows;
  }
  std::vector<std::string> offers() {
    std::vector<std::string> rows;
    for (int e = 0; e < enterprises_; ++e)
      for (int c = 0; c < 3; ++c)
        if (chance(0.5))
          rows.push_back("e" + std::to_string(e) + ",c" + std::to_string(c) + "," +
                         (chance(0.3) ? "" : number(50) + ".25"));
    return rows;
  }
  std::vector<std::string> inspections() {
    std::vector<std::string> rows;
    for (int i = 0; i < inspections_; ++i) {
      const std::uint64_t date = rng_.below(1050);
      const std::string result = pick({"conforming", "conforming", "nonconforming", "refused", "not_available"});
      const bool revised = chance(0.3);
      rows.push_back("i" + std::to_string(i) + "," + (chance(0.05) ? "stranger" : enterprise()) + "," + category() +
                     "," + day(date).to_string() + "," + (chance(0.4) ? day_after(date, 60) : "") + "," + result + "," +
                     pick({"", "1", "2", "5"}) + "," + (result == "nonconforming" ? pick({"", "1", "3"}) : "") + "," +
                     (revised ? day_after(date, 150) : "") + "," +
                     (revised ? pick({"conforming", "nonconforming", "refused"}) : "") + "," +
                     (chance(0.15) ? "" : std::to_string(static_cast<int>(rng_.below(1000))) + ".3") + "," +
                     pick({"", "green", "blue"}));
    }
    return rows;
  }
  std::vector<std::string> complaints() {
    std::vector<std::string> rows;
    for (int i = 0; i < complaints_; ++i) {
      const std::uint64_t date = rng_.below(1050);
      rows.push_back("k" + std::to_string(i) + "," + day(date).to_string() + "," +
                     (chance(0.5) ? day_after(date, 90) : "") + "," + (chance(0.4) ? "" : enterprise()) + "," +
                     (chance(0.3) ? "" : category()) + "," + (chance(0.7) ? "" : pick({"west", "east", "nowhere"})) +
                     "," + pick({"accepted", "open", "malicious", ""}) + "," + (chance(0.2) ? "" : number(5) + ".7") +
                     "," + (chance(0.5) ? "," : position()));
    }
    return rows;
  }
  std::vector<std::string> campaigns() {
    std::vector<std::string> rows;
    for (int i = 0; i < 8; ++i)
      rows.push_back("m" + std::to_string(i) + "," + (chance(0.2) ? "" : category()) + "," +
                     pick({"", "", "west", "nowhere"}) + "," + (chance(0.1) ? "" : day_after(0, 900)) + "," +
                     (chance(0.2) ? "" : day_after(400, 600)));
    return rows;
  }
  std::vector<std::string> relations() {
    std::vector<std::string> rows;
    for (int i = 0; i < 2 * enterprises_; ++i)
      rows.push_back(enterprise() + "," + enterprise() + "," + pick({"supplies", "same_owner"}) + "," +
                     (chance(0.4) ? "" : day_after(0, 900)) + "," + (chance(0.6) ? "" : day_after(300, 700)) + "," +
                     pick({"", "1", "2.5"}));
    return rows;
  }

  Rng rng_;
  int enterprises_, inspections_, complaints_;
};

}  // namespace sightline::testing
