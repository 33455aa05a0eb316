// Properties over seeds: what is written is read back, and no cut of the work changes a value.
#include <cmath>
#include <cstring>

#include "dataset_folder.hpp"
#include "evidence/read_evidence.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

using evidence::ColumnRule;
using evidence::Kind;
using evidence::ReadTuning;
using evidence::TableRule;

std::string random_text(Rng& rng, bool free) {
  static const std::vector<std::string> pieces{"a", "b", "Z", "7", "检", "查", "質", "\U00020087", "é", "-", "_"};
  static const std::vector<std::string> wild{",", "\"", "\n", "\r\n", "\t", " ", ";", "'", "\"\"", "=1+1"};
  std::string text;
  for (std::uint64_t i = rng.below(6) + 1; i-- > 0;)
    text += free && rng.below(3) == 0 ? wild[rng.below(wild.size())] : pieces[rng.below(pieces.size())];
  return text;
}

std::string printed(double value) {  // with every digit
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string random_value(const ColumnRule& rule, const TableRule& table, std::size_t row, Rng& rng) {
  const bool in_key = std::find(table.key.begin(), table.key.end(), rule.name) != table.key.end();
  if (in_key || table.whole_row) {
    const bool pairs = table.key.size() > 1 || table.whole_row;  // ids of other tables, in ever new pairs
    if (rule.name == "enterprise_id") return "E" + std::to_string(pairs ? row % 40 : row);
    if (rule.name == "category_id") return "C" + std::to_string(pairs ? row / 40 : row);
    if (rule.kind == Kind::id) return rule.name + std::to_string(row);
  }
  if (rule.name == "enterprise_id") return "E" + std::to_string(rng.below(40));
  if (rule.name == "category_id") return "C" + std::to_string(rng.below(3));
  if (!rule.required && rng.below(4) == 0) return "";
  switch (rule.kind) {
    case Kind::id: return "x" + random_text(rng, false);
    case Kind::word: return rule.words[rng.below(rule.words.size())];
    case Kind::text: return random_text(rng, true);
    case Kind::flag: return rng.below(2) == 0 ? "1" : "0";
    case Kind::date: return Date::from_days(static_cast<std::int32_t>(rng.below(30'000))).to_string();
    case Kind::money: return Money::from_fen(static_cast<std::int64_t>(rng.below(1'000'000))).to_string();
    case Kind::number: break;
  }
  if (rule.whole)
    return std::to_string(static_cast<int>(rule.least) +
                          static_cast<int>(rng.below(std::isfinite(rule.most) && rule.most < 10 ? 3 : 50)));
  const double least = std::isfinite(rule.least) ? rule.least : -1000,
               most = std::isfinite(rule.most) ? rule.most : 1000;
  return printed(least + (most - least) * rng.uniform());
}

std::string quoted(const std::string& text, Rng& rng) {
  const bool must =
      text.find_first_of(",\"\r\n") != std::string::npos ||
      (!text.empty() && (text.front() == ' ' || text.back() == ' ' || text.front() == '\t' || text.back() == '\t'));
  if (!must && rng.below(3) != 0) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string cell(const Evidence& evidence, const Column& column, std::size_t row) {
  switch (column.type) {
    case ColumnType::id:
    case ColumnType::text: return std::string(evidence.pool->text(column.ids[row]));
    case ColumnType::date: return column.dates[row].to_string();
    case ColumnType::money: return column.money[row] == missing_money ? "" : column.money[row].to_string();
    case ColumnType::number:
    case ColumnType::flag: break;
  }
  if (std::isnan(column.numbers[row])) return "";
  return printed(column.numbers[row]);
}

struct Written {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
};

// Makes dates that must be in order so, and counts agree.
void repair(const TableRule& table, const std::vector<std::string>& names, std::vector<std::string>& row) {
  const auto at = [&](const std::string& name) -> std::string& {
    return row[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())];
  };
  for (const auto& [first, last] : table.ordered)
    if (!at(first).empty() && !at(last).empty() && at(last) < at(first)) std::swap(at(first), at(last));
  if (table.name == "inspections") {
    at("batch_count") = "9";
    at("nonconforming_count") = at("result") == "nonconforming" ? "4" : "";
  }
}

Written write_table(DatasetFolder& folder, const TableRule& table, std::size_t rows, Rng& rng) {
  Written written;
  for (const ColumnRule& rule : table.columns) written.names.push_back(rule.name);
  std::string bytes = rng.below(2) == 0 ? "\xEF\xBB\xBF" : "";
  const std::string end = rng.below(2) == 0 ? "\n" : "\r\n";
  for (std::size_t c = 0; c < written.names.size(); ++c)
    bytes.append(c == 0 ? "" : ",").append(quoted(written.names[c], rng));
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<std::string> values;
    for (const ColumnRule& rule : table.columns) values.push_back(random_value(rule, table, row, rng));
    repair(table, written.names, values);
    bytes += end;
    for (std::size_t c = 0; c < values.size(); ++c) bytes.append(c == 0 ? "" : ",").append(quoted(values[c], rng));
    written.rows.push_back(std::move(values));
  }
  folder.write(table.name + ".csv", bytes + (rng.below(2) == 0 ? end : ""));
  return written;
}

TEST(ReadEvidence, ReadsBackWhatWasWrittenForEveryTable) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    DatasetFolder folder;
    std::vector<Written> written;
    for (std::size_t t = 0; t < evidence::contract().size(); ++t) {
      const TableRule& table = evidence::contract()[t];
      Rng rng(seed, t);
      written.push_back(write_table(folder, table,
                                    table.name == "enterprises"  ? 40
                                    : table.name == "categories" ? 80
                                                                 : 120,
                                    rng));
    }
    const Evidence evidence =
        evidence::read_dataset(folder.path(), {}, {.chunk_bytes = std::size_t{40} << (2 * (seed % 6))});
    ASSERT_TRUE(evidence.rejected.empty()) << "seed " << seed << ": " << evidence.rejected[0].message;
    for (std::size_t t = 0; t < written.size(); ++t) {
      const Table& table = *evidence.tables[t];
      ASSERT_EQ(table.rows, written[t].rows.size()) << table.name << " seed " << seed;
      for (std::size_t c = 0; c < written[t].names.size(); ++c) {
        ASSERT_EQ(table.columns[c].name, written[t].names[c]);
        ASSERT_FALSE(table.columns[c].attribute);
        for (std::size_t row = 0; row < table.rows; ++row)
          ASSERT_EQ(cell(evidence, table.columns[c], row), written[t].rows[row][c])
              << table.name << "." << written[t].names[c] << " row " << row << " seed " << seed;
      }
    }
  }
}

// A dataset with every kind of trouble in it: quotes, damage, repeats, strangers, an attribute that turns into a text.
void write_troubled(DatasetFolder& folder, std::uint64_t seed) {
  Rng rng(seed);
  std::string shops = "enterprise_id,name,code\n", events = "complaint_id,date,enterprise_id,text,score\n",
              offers = "enterprise_id,category_id\n";
  for (int i = 0; i < 300; ++i)
    shops += "E" + std::to_string(rng.below(250)) + "," + quoted(random_text(rng, true), rng) + "," +
             std::to_string(rng.below(99)) + "\n";
  for (int i = 0; i < 900; ++i) {
    const std::string day = rng.below(30) == 0
                                ? "05/07/2021"
                                : Date::from_days(static_cast<std::int32_t>(18'000 + rng.below(900))).to_string();
    events += "K" + std::to_string(rng.below(800)) + "," + day + ",E" + std::to_string(rng.below(400)) + "," +
              quoted(random_text(rng, true), rng) + "," + (rng.below(300) == 0 ? "n/a" : std::to_string(rng.below(9))) +
              (rng.below(50) == 0 ? ",more" : "") + "\n";
    if (rng.below(60) == 0) events += "K,\xFF\xFE,,,\n";
    offers += "E" + std::to_string(rng.below(300)) + ",C" + std::to_string(rng.below(5)) + "\n";
  }
  folder.write("enterprises.csv", shops).write("complaints.csv", events).write("offers.csv", offers);
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

void expect_same(const Evidence& a, const Evidence& b, bool same_ids, const std::string& how) {
  ASSERT_EQ(a.tables.size(), b.tables.size());
  ASSERT_EQ(a.pool->size(), b.pool->size()) << how;
  for (std::size_t t = 0; t < a.tables.size(); ++t) {
    const Table &x = *a.tables[t], &y = *b.tables[t];
    ASSERT_EQ(x.columns.size(), y.columns.size());
    ASSERT_EQ(x.lines, y.lines) << x.name << how;
    for (std::size_t c = 0; c < x.columns.size(); ++c) {
      const Column &p = x.columns[c], &q = y.columns[c];
      ASSERT_EQ(p.type, q.type) << p.name << how;
      ASSERT_EQ(p.ids.size(), q.ids.size());
      for (std::size_t row = 0; row < p.ids.size(); ++row)
        ASSERT_EQ(a.pool->text(p.ids[row]), b.pool->text(q.ids[row])) << x.name << "." << p.name << how;
      if (same_ids) {
        ASSERT_EQ(p.ids, q.ids) << x.name << "." << p.name << how;
      }
      ASSERT_TRUE(same_bytes(p.numbers, q.numbers) && same_bytes(p.dates, q.dates) && same_bytes(p.money, q.money))
          << x.name << "." << p.name << how;
    }
  }
  ASSERT_EQ(a.rejected.size(), b.rejected.size()) << how;
  for (std::size_t i = 0; i < a.rejected.size(); ++i) {
    ASSERT_EQ(brief(a.rejected[i]), brief(b.rejected[i])) << how;
    ASSERT_EQ(a.rejected[i].message, b.rejected[i].message) << how;
    ASSERT_EQ(a.rejected[i].row, b.rejected[i].row) << how;
  }
  ASSERT_EQ(a.hash, b.hash);
}

TEST(ReadEvidence, GivesTheSameForAnyChunksThreadsAndMarkFinder) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    DatasetFolder folder;
    write_troubled(folder, seed);
    const EvidenceOptions alone{.max_rejected = 1, .run = {.threads = 1, .progress = {}}};
    const Evidence whole =
        evidence::read_dataset(folder.path(), alone, {.chunk_bytes = 1 << 20, .finder = &evidence::scalar_finder()});
    EXPECT_GT(whole.rejected.size(), 50u);
    EXPECT_EQ(whole.find("complaints")->find("score")->type, ColumnType::text);
    for (const std::size_t chunk_bytes : {60u, 333u, 4'096u, 20'000u}) {
      const Evidence cut = evidence::read_dataset(folder.path(), alone,
                                                  {.chunk_bytes = chunk_bytes, .finder = &evidence::scalar_finder()});
      const std::string how = " (seed " + std::to_string(seed) + ", chunks of " + std::to_string(chunk_bytes) + ")";
      expect_same(whole, cut, false, how);
      for (const int threads : {1, 2, 5}) {
        const EvidenceOptions options{.max_rejected = 1, .run = {.threads = threads, .progress = {}}};
        const Evidence again = evidence::read_dataset(folder.path(), options,
                                                      {.chunk_bytes = chunk_bytes, .finder = &evidence::best_finder()});
        expect_same(cut, again, true, how + " with " + std::to_string(threads) + " threads");
      }
    }
  }
}

TEST(ReadEvidence, AccountsAddUpAndEveryRejectedRowStandsInItsFile) {
  for (std::uint64_t seed = 11; seed <= 20; ++seed) {
    DatasetFolder folder;
    write_troubled(folder, seed);
    const Evidence evidence = folder.read();
    std::size_t rejected = 0;
    for (const auto& table : evidence.tables) {
      EXPECT_EQ(table->account.read, table->account.accepted + table->account.duplicate + table->account.rejected);
      EXPECT_EQ(table->account.accepted, table->rows);
      rejected += table->account.rejected;
    }
    EXPECT_EQ(evidence.rejected.size(), rejected);
    for (const Problem& problem : evidence.rejected) {
      std::ifstream file(folder.path(problem.file), std::ios::binary);
      std::string line;
      for (std::uint64_t i = 0; i < problem.line; ++i) std::getline(file, line);
      const std::string first = problem.row.substr(0, problem.row.find('\n'));
      const std::string stripped = !first.empty() && first.back() == '\r' ? first.substr(0, first.size() - 1) : first;
      if (problem.code == "encoding")
        EXPECT_EQ(stripped, "K,\\xFF\\xFE,,,");
      else
        EXPECT_EQ(line.substr(0, stripped.size()), stripped) << problem.file << ":" << problem.line;
    }
  }
}

}  // namespace
}  // namespace sightline
