#include "evidence/manifest.hpp"

#include <optional>

#include "base/nearest_name.hpp"
#include "config/map.hpp"

namespace sightline::evidence {
namespace {

using config::Map;
using config::Value;

// A short text as an item of a value or as the whole value.
std::vector<std::string> texts_of(const Value& value) {
  std::vector<std::string> texts;
  value.each([&](const Value& item) {
    if (const auto text = item.text()) texts.push_back(*text);
  });
  return texts;
}

void read_columns(Map& map, TableSource& source) {
  map.entries(
      "columns",
      [&](const std::string& name, const Value& value) {
        if (const auto text = value.text(); text && !text->empty())
          source.columns[name] = *text;
        else if (!map.document().describing())
          value.fail("the name of a column of the file");
      },
      "name in the contract: name in the file");
}

void read_values(Map& map, TableSource& source) {
  map.entries(
      "values",
      [&](const std::string& name, const Value& value) {
        Map words = value.map();
        words.every_entry([&](const std::string& from, const Value& to) {
          if (const auto text = to.text())
            source.values[name][from] = *text;
          else if (!words.document().describing())
            to.fail("the value in the contract");
        });
      },
      "column: {value in the file: value in the contract}");
}

void read_table(const std::string& name, const Value& value, std::vector<ManifestTable>& tables) {
  ManifestTable table{.name = name, .files = {}, .source = {}};
  Map map = value.map();
  const Value file = map.value("file", "a file, a list of files, or a pattern such as results-*.csv");
  if (file.present()) table.files = texts_of(file);
  static const std::vector<std::string> encodings{"utf-8", "gb18030"};
  std::string encoding = "utf-8";
  map.word("encoding", encoding, encodings, "how the file writes characters");
  table.source.encoding = encoding == "gb18030" ? Encoding::gb18030 : Encoding::utf8;
  read_columns(map, table.source);
  read_values(map, table.source);
  if (!map.document().describing() && table.files.empty())
    map.fail("needs file: (a .csv, .tsv, .csv.gz or .tsv.gz file)");
  const TableRule* rule = find_contract(name);
  table.source.rule = rule != nullptr ? *rule : event_table(name);
  table.source.place = map.document().name() + ":" + std::to_string(value.line());
  tables.push_back(std::move(table));
}

void read_declared(Map& root, Dataset& dataset) {
  root.list(
      "declared",
      [&](Map& map) {
        DeclaredTotal total;
        total.line = map.line();
        int count = 0;
        map.require("label", "what is counted");
        map.require("count", "the published total");
        map.text("label", total.label, "what is counted");
        map.integer("count", count, {.least = 0, .most = 2e9}, "the published total");
        total.count = count;
        map.entries(
            "parts",
            [&](const std::string& name, const Value& value) {
              if (map.document().describing()) return;
              const auto text = value.text();
              double number = 0;
              const ColumnRule rule{.name = name,
                                    .kind = Kind::number,
                                    .meaning = {},
                                    .least = 0,
                                    .most = 2e9,
                                    .whole = true,
                                    .words = {}};
              if (!text || parse_ranged(*text, rule, number) != Fault::none)
                return value.fail("a whole number, 0 or more");
              total.parts.emplace_back(name, static_cast<std::int64_t>(number));
            },
            "part: its published count");
        dataset.declared.push_back(std::move(total));
      },
      "totals that the bureau has published");
}

// How complaints and reports are counted; the ledger knows the defaults.
void read_reports(Map& root, Dataset& dataset) {
  Map reports = root.map("reports", "how complaints and reports that name an enterprise are counted");
  if (!reports.present()) return;
  const auto share = [&](const char* key, const char* meaning) {
    double value = 0;
    if (reports.number(key, value, {.least = 0, .most = 1}, meaning)) dataset.report_settings.emplace_back(key, value);
  };
  const auto step = [&](const char* key, const char* meaning) {
    bool on = true;
    if (reports.flag(key, on, meaning)) dataset.report_settings.emplace_back(key, on ? 1 : 0);
  };
  share("link", "chance from which on a report counts for the enterprise that its text names; default 0.9");
  share("review", "chance from which on a name is listed to be looked at; default 0.3");
  step("matching", "compare names that are no enterprise's own with all of them; default true");
  step("status", "refused and malicious complaints count nothing; default true");
  step("incidents", "complaints about one incident count as one, copies nothing; default true");
  step("claimants", "a complainant counts once per enterprise, and less the more enterprises; default true");
}

}  // namespace

std::vector<ManifestTable> read_manifest(config::Document& document, Dataset& dataset) {
  std::vector<ManifestTable> tables;
  {
    Map root = document.root();
    std::string version;
    static const std::vector<std::string> versions{"sightline.dataset/1"};
    root.require("dataset", "the format and its version: sightline.dataset/1");
    root.word("dataset", version, versions, "the format and its version");
    root.text("name", dataset.name, "of the dataset, shown with results");
    root.flag("synthetic", dataset.synthetic, "made by a program, not by the world; shown wherever results are");
    root.date("as_of", dataset.as_of, "nothing known later than this is seen");
    root.entries(
        "tables", [&](const std::string& name, const Value& value) { read_table(name, value, tables); },
        "table: where it is");
    read_declared(root, dataset);
    read_reports(root, dataset);
  }
  document.finish();
  return tables;
}

std::string manifest_schema() {
  config::Document document = config::Document::describe();
  Dataset nothing;
  (void)read_manifest(document, nothing);
  nlohmann::ordered_json schema = document.schema();
  schema["title"] = "sightline.dataset/1";
  // One text or several, which a loader's declaration cannot say.
  nlohmann::ordered_json& file = schema["properties"]["tables"]["additionalProperties"]["properties"]["file"];
  file["type"] = {"string", "array"};
  file["items"] = {{"type", "string"}};
  return schema.dump(2) + "\n";
}

}  // namespace sightline::evidence
