// Every way in which a file or a row can be wrong: its message, or its rejected row.
#include "dataset_folder.hpp"

namespace sightline {
namespace {

using testing::Test;

constexpr std::string_view shops = "enterprise_id,name\nE1,A\nE2,B\n";
constexpr std::string_view goods = "category_id,name\nC1,Paint\nC2,Wire\n";

void expect_failure(const DatasetFolder& folder, const std::vector<std::string>& parts,
                    ErrorCode code = ErrorCode::input) {
  const std::string message = folder.failure(code);
  for (const std::string& part : parts)
    EXPECT_NE(message.find(part), std::string::npos) << "expected: " << part << "\nmessage: " << message;
}

// The one rejected row of a table "t" with the given bytes, as "t.csv:3 column 'value' code".
Problem only_reject(const std::string& table, std::string_view bytes) {
  DatasetFolder folder;
  if (table != "enterprises") folder.write("enterprises.csv", shops);
  if (table == "offers" || table == "inspections") folder.write("categories.csv", goods);
  folder.write(table + ".csv", bytes);
  const Evidence evidence = folder.read();
  EXPECT_EQ(evidence.rejected.size(), 1u) << table;
  for (const auto& each : evidence.tables)
    EXPECT_EQ(each->account.read, each->account.accepted + each->account.duplicate + each->account.rejected)
        << each->name;
  return evidence.rejected.empty() ? Problem{} : evidence.rejected.front();
}

std::string rejected(const std::string& table, std::string_view bytes) { return brief(only_reject(table, bytes)); }

TEST(DamagedFile, MissingFolderTableOrColumn) {
  DatasetFolder folder;
  folder.write("enterprise.csv", shops);
  expect_failure(
      folder, {"table enterprises is missing", "expected enterprises.csv", "did you mean 'enterprise'?", "-> rename"});
  folder.write("enterprises.csv", "enterprise,name\nE1,A\n");
  expect_failure(folder, {"enterprises.csv:1: required column 'enterprise_id' of enterprises is missing",
                          "the file has enterprise, name", "columns: {enterprise_id: enterprise}"});
  folder.write("enterprises.csv", "enterprise_id;name\nE1;A\n");
  expect_failure(folder, {"separated by ';', expected ','"});
  try {
    (void)read_evidence(folder.path() + "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_NE(std::string(error.what()).find("there is no such folder"), std::string::npos);
  }
}

TEST(DamagedFile, EmptyFileAndEmptyTable) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "");
  expect_failure(folder, {"enterprises.csv:1: the file is empty, expected a header row"});
  folder.write("enterprises.csv", "\n\n");
  expect_failure(folder, {"only blank lines, expected a header row"});
  folder.write("enterprises.csv", "enterprise_id,name\n");
  expect_failure(folder, {"enterprises.csv:1: the table enterprises has a header and no rows"});
  folder.write("enterprises.csv", shops).write("complaints.csv", "date,text\n");
  const Evidence evidence = folder.read_strictly();
  EXPECT_EQ(evidence.find("complaints")->rows, 0u);
  bool noted = false;
  for (const std::string& note : evidence.summary.notes)
    noted = noted || note == "complaints.csv has a header and no rows";
  EXPECT_TRUE(noted);
}

TEST(DamagedFile, TruncatedWithinQuotes) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,name\nE1,A\nE2,\"B and more");
  expect_failure(
      folder,
      {"enterprises.csv:3: a quoted field of the row that starts here is never closed; is the file truncated?"});
  folder.write("enterprises.csv", "enterprise_id,\"name\nE1,A\n");
  expect_failure(folder, {"enterprises.csv:1: a quote in the header row is never closed"});
}

TEST(DamagedFile, WrongEncodingNamesLineAndByte) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,name\nE1,\xB2\xFA\xC6\xB7\nE2,\xBC\xEC\xB2\xE9\n");
  expect_failure(folder, {"enterprises.csv:2: the file cannot be decoded as UTF-8: byte 4 of the row (0xB2)",
                          "it reads as GB18030", "-> set encoding: gb18030"});
  folder.write("enterprises.csv", "enterprise_id,\xB2\xFA\xC6\xB7\nE1,x\n");
  expect_failure(folder,
                 {"enterprises.csv:1: the header row cannot be decoded: byte 15 (0xB2)", "it reads as GB18030"});
  folder.write("enterprises.csv", std::string_view("\xFF\xFE"
                                                   "e\0n\0",
                                                   6));
  expect_failure(folder, {"UTF-16"});
  folder.write("enterprises.csv", "PK\x03\x04 and so on");
  expect_failure(folder, {"XLSX or ZIP"});
}

TEST(DamagedFile, RepeatedAndNamelessColumns) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,name,name\nE1,A,B\n");
  expect_failure(folder, {"enterprises.csv:1: column 'name' is given twice (fields 2 and 3)"});
  folder.write("enterprises.csv", "enterprise_id,name,\nE1,A,B\n");
  expect_failure(folder, {"a column has values and no name"});
  folder.write("enterprises.csv", "enterprise_id,name,,\nE1,A,,\n");
  EXPECT_EQ(folder.read_strictly().find("enterprises")->columns.size(), 2u);
}

TEST(DamagedFile, TheSameTableTwice) {
  DatasetFolder folder;
  folder.write("enterprises.csv", shops).write("enterprises.tsv", "enterprise_id\nE1\n");
  expect_failure(folder, {"table enterprises is there twice: enterprises.csv and enterprises.tsv"});
}

TEST(DamagedFile, TooManyRejectedRowsFailTheCallAndStillHandTheRowsOver) {
  DatasetFolder folder;
  folder.write("enterprises.csv", shops).write("complaints.csv", "date,text\n2020-01-01,a\n05/07/2021,b\n");
  expect_failure(folder, {"complaints: 1 of 2 rows are rejected (50 %), more than the 1 % that may be",
                          "complaints.csv:3: date-ambiguous: date is '05/07/2021', must be a day such as 2021-07-05",
                          "--max-rejected"});
  std::vector<Problem> rejected;
  EXPECT_THROW((void)read_evidence(folder.path(), {.rejected = &rejected}), Error);
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_EQ(rejected[0].row, "05/07/2021,b");
  EXPECT_NO_THROW((void)read_evidence(folder.path(), {.max_rejected = 0.5}));
  EXPECT_THROW((void)read_evidence(folder.path(), {.max_rejected = 1.5}), Error);
}

TEST(DamagedManifest, IsAUsageErrorThatListsEverythingAtOnce) {
  DatasetFolder folder;
  folder.write("enterprises.csv", shops)
      .write("dataset.yaml",
             "dataset: sightline.dataset/2\nsynthetc: true\nas_of: 2021-02-30\ntables:\n  enterprises: {fil: x.csv}\n");
  expect_failure(folder,
                 {":1: dataset is", ":2: synthetc is no known key, did you mean 'synthetic'?", ":3: as_of is",
                  ":5: tables.enterprises", "did you mean 'file'?"},
                 ErrorCode::usage);
  folder.write("dataset.yaml", "dataset: sightline.dataset/1\ntables: [\n");
  expect_failure(folder, {"is no valid YAML"}, ErrorCode::usage);
}

TEST(DamagedManifest, NamesAFileOrColumnThatIsNotThere) {
  DatasetFolder folder;
  folder.write("enterprises.csv", shops)
      .write("dataset.yaml", "dataset: sightline.dataset/1\ntables:\n  enterprises: {file: enterprise.csv}\n");
  expect_failure(folder, {"dataset.yaml:3: tables.enterprises.file is 'enterprise.csv', there is no such file",
                          "did you mean 'enterprises.csv'?"});
  folder.write("dataset.yaml",
               "dataset: sightline.dataset/1\ntables:\n  enterprises: {file: enterprises.csv, columns: {name: nme}}\n");
  expect_failure(folder,
                 {"enterprises.csv:1: column 'nme' is missing, which", "dataset.yaml:3", "did you mean 'name'?"});
  folder.write(
      "dataset.yaml",
      "dataset: sightline.dataset/1\ntables:\n  enterprises: {file: enterprises.csv, values: {nam: {a: b}}}\n");
  expect_failure(folder, {"column 'nam' is missing", "did you mean 'name'?"});
  folder.write("dataset.yaml", "dataset: sightline.dataset/1\ntables:\n  enterprises: {file: enterprises.doc}\n");
  expect_failure(folder, {"must be a .csv, .tsv, .csv.gz or .tsv.gz file"});
}

TEST(DamagedRow, DatesNumbersMoneyFlagsAndWords) {
  const std::string complaints = "date,severity,longitude,latitude,status\n2020-01-01,1,10,20,accepted\n";
  EXPECT_EQ(rejected("complaints", complaints + "05/07/2021,1,10,20,accepted\n"),
            "complaints.csv:3 date '05/07/2021' date-ambiguous");
  EXPECT_EQ(rejected("complaints", complaints + "2201-01-01,1,10,20,\n"),
            "complaints.csv:3 date '2201-01-01' date-out-of-range");
  EXPECT_EQ(rejected("complaints", complaints + "2021-02-30,1,10,20,\n"),
            "complaints.csv:3 date '2021-02-30' date-invalid");
  EXPECT_EQ(rejected("complaints", complaints + ",1,10,20,\n"), "complaints.csv:3 date '' value-missing");
  EXPECT_EQ(rejected("complaints", complaints + "2020-01-01,x,10,20,\n"),
            "complaints.csv:3 severity 'x' number-invalid");
  EXPECT_EQ(rejected("complaints", complaints + "2020-01-01,-1,10,20,\n"),
            "complaints.csv:3 severity '-1' number-out-of-range");
  const Problem swapped = only_reject("complaints", complaints + "2020-01-01,1,37.8,113.5,\n");
  EXPECT_EQ(brief(swapped), "complaints.csv:3 latitude '113.5' number-out-of-range");
  EXPECT_NE(swapped.message.find("longitude and latitude swapped?"), std::string::npos);
  const Problem word = only_reject("complaints", complaints + "2020-01-01,1,10,20,acepted\n");
  EXPECT_EQ(word.code, "word-unknown");
  EXPECT_NE(word.message.find("one of accepted, refused, withdrawn, malicious, did you mean 'accepted'?"),
            std::string::npos)
      << word.message;
  EXPECT_EQ(rejected("categories", "category_id,unit_cost\nC1,-5\n"),
            "categories.csv:2 unit_cost '-5' money-out-of-range");
  EXPECT_EQ(rejected("categories", "category_id,unit_cost\nC1,5.123\n"),
            "categories.csv:2 unit_cost '5.123' money-invalid");
  EXPECT_EQ(rejected("categories", "category_id,catalogue\nC1,perhaps\n"),
            "categories.csv:2 catalogue 'perhaps' flag-invalid");
  EXPECT_EQ(rejected("categories", "category_id,severity\nC1,0\n"),
            "categories.csv:2 severity '0' number-out-of-range");
  EXPECT_EQ(rejected("categories", "category_id,test_sensitivity\nC1,1.1\n"),
            "categories.csv:2 test_sensitivity '1.1' number-out-of-range");
  EXPECT_EQ(rejected("monitoring_reports", "date,level\n2020-01-01,5\n"),
            "monitoring_reports.csv:2 level '5' number-out-of-range");
  EXPECT_EQ(rejected("monitoring_reports", "date,level\n2020-01-01,1.5\n"),
            "monitoring_reports.csv:2 level '1.5' number-invalid");
}

TEST(DamagedRow, InspectionsWithImpossibleValues) {
  const std::string head =
      "enterprise_id,category_id,date,result,inclusion_probability,cost,batch_count,nonconforming_count\n";
  EXPECT_EQ(rejected("inspections", head + "E1,C1,2020-01-01,fine,,,,\n"),
            "inspections.csv:2 result 'fine' word-unknown");
  EXPECT_EQ(rejected("inspections", head + "E1,C1,2020-01-01,conforming,0,,,\n"),
            "inspections.csv:2 inclusion_probability '0' number-out-of-range");
  EXPECT_EQ(rejected("inspections", head + "E1,C1,2020-01-01,conforming,,-10,,\n"),
            "inspections.csv:2 cost '-10' money-out-of-range");
  EXPECT_EQ(rejected("inspections", head + "E1,C1,2020-01-01,nonconforming,,,2,3\n"),
            "inspections.csv:2 nonconforming_count '3' counts-disagree");
  EXPECT_EQ(rejected("inspections", head + "E1,C1,2020-01-01,conforming,,,2,1\n"),
            "inspections.csv:2 nonconforming_count '1' counts-disagree");
}

TEST(DamagedRow, ReferencesToWhatIsNotThere) {
  const Problem offer = only_reject("offers", "enterprise_id,category_id\nE1,C1\nE3,C1\n");
  EXPECT_EQ(brief(offer), "offers.csv:3 enterprise_id 'E3' unknown-enterprise");
  EXPECT_EQ(brief(only_reject("offers", "enterprise_id,category_id\nE1,C9\n")),
            "offers.csv:2 category_id 'C9' unknown-category");
  EXPECT_EQ(rejected("inspections", "enterprise_id,category_id,date,result\nE7,C1,2020-01-01,closed\n"),
            "inspections.csv:2 enterprise_id 'E7' unknown-enterprise");
  EXPECT_EQ(rejected("sampling_points", "enterprise_id,point_id,kind\nE7,P1,tank\n"),
            "sampling_points.csv:2 enterprise_id 'E7' unknown-enterprise");
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id\nmill-north\nmill-south\n")
      .write("categories.csv", goods)
      .write("offers.csv", "enterprise_id,category_id\nmil-north,C1\nC2,mill-south\n");
  const Evidence evidence = folder.read();
  ASSERT_EQ(evidence.rejected.size(), 2u);
  EXPECT_NE(evidence.rejected[0].message.find("did you mean 'mill-north'?"), std::string::npos)
      << evidence.rejected[0].message;
  EXPECT_NE(evidence.rejected[1].message.find("are columns swapped?"), std::string::npos)
      << evidence.rejected[1].message;
}

TEST(DamagedRow, RepeatedKeys) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,name\nE1,A\nE2,B\nE1,A\nE1,Other\n")
      .write("offers.csv", "enterprise_id,category_id,volume\nE1,C1,5\nE1,C1,5.0\nE1,C1,6\nE1,C2,5\n");
  const Evidence evidence = folder.read();
  const RowAccount& account = evidence.find("enterprises")->account;
  EXPECT_EQ(account.read, 4u);
  EXPECT_EQ(account.accepted, 2u);
  EXPECT_EQ(account.duplicate, 1u);
  EXPECT_EQ(account.rejected, 1u);
  ASSERT_EQ(evidence.rejected.size(), 2u);
  EXPECT_EQ(brief(evidence.rejected[0]), "enterprises.csv:5 enterprise_id 'E1' duplicate-key");
  EXPECT_EQ(evidence.rejected[0].message, "enterprise_id 'E1' stands on line 2 already, with another name ('A')");
  EXPECT_EQ(evidence.rejected[0].row, "E1,Other");
  EXPECT_EQ(brief(evidence.rejected[1]), "offers.csv:4 enterprise_id 'E1' duplicate-key");
  EXPECT_EQ(evidence.find("offers")->account.duplicate, 1u);  // 5 and 5.0 are the same volume
  EXPECT_EQ(evidence.find("offers")->lines, (std::vector<std::uint64_t>{2, 5}));
}

TEST(DamagedRow, FieldsTooManyTooFewTooLongOrMisquoted) {
  EXPECT_EQ(rejected("enterprises", "enterprise_id,name\nE1,A\nE2\n"), "enterprises.csv:3  '1' field-count");
  EXPECT_EQ(rejected("enterprises", "enterprise_id,name\nE1,A\nE2,B,C\n"), "enterprises.csv:3  '3' field-count");
  EXPECT_EQ(rejected("enterprises", "enterprise_id,name\nE1,A\nE2,\"B\"ar\n"),
            "enterprises.csv:3 name 'B' quote-misplaced");
  const Problem longest =
      only_reject("enterprises", "enterprise_id,name\nE1,A\nE2," + std::string(1'000'000, 'x') + "\n");
  EXPECT_EQ(longest.code, "field-too-long");
  EXPECT_LT(longest.value.size(), 300u);
  EXPECT_EQ(longest.row.size(), 1'000'003u);
}

TEST(DamagedRow, SingleUndecodableBytesAndZeroBytes) {
  const Problem broken = only_reject("enterprises", "enterprise_id,name\nE1,检查\nE2,\xB2x\nE3,质量\n");
  EXPECT_EQ(brief(broken), "enterprises.csv:3  '\\xB2' encoding");
  EXPECT_EQ(broken.message, "byte 4 of the row (0xB2) is no UTF-8");
  EXPECT_EQ(broken.row, "E2,\\xB2x");
  const Problem zero = only_reject("enterprises", std::string_view("enterprise_id,name\nE1,A\nE2,a\0b\n", 31));
  EXPECT_EQ(zero.code, "zero-byte");
  EXPECT_EQ(zero.row, "E2,a\\x00b");
}

TEST(DamagedRow, DatesInTheWrongOrder) {
  EXPECT_EQ(rejected("offers", "enterprise_id,category_id,available_from,available_to\nE1,C1,2020-05-01,2020-04-01\n"),
            "offers.csv:2 available_to '2020-04-01' dates-reversed");
  EXPECT_EQ(rejected("other_plans", "enterprise_id,start,end\nE1,2020-05-01,2020-04-01\n"),
            "other_plans.csv:2 end '2020-04-01' dates-reversed");
}

TEST(DamagedRow, TheWholeRowIsKeptWithItsLineBreaks) {
  const Problem problem =
      only_reject("complaints", "date,text\n2020-01-01,fine\nnever,\"two\nlines, \"\"quoted\"\"\"\n");
  EXPECT_EQ(brief(problem), "complaints.csv:3 date 'never' date-invalid");
  EXPECT_EQ(problem.row, "never,\"two\nlines, \"\"quoted\"\"\"");
}

}  // namespace
}  // namespace sightline
