#include "evidence/read_evidence.hpp"

#include <zlib.h>

#include <cmath>

#include "dataset_folder.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

constexpr std::string_view two_shops = "enterprise_id,name,district\nE1,North shop,N\nE2,South shop,S\n";

TEST(ReadEvidence, ReadsTheDefaultNamesAsTypedColumns) {
  DatasetFolder folder;
  folder
      .write("enterprises.csv",
             "enterprise_id,name,opened_on,longitude,credit_class,floor_area,owner\nE1,A,2001-02-03,113.5,B,80.5,x\nE2,"
             "B,,,,90,\n")
      .write("categories.csv", "category_id,catalogue,unit_cost,severity\nC1,true,1050.50,2\nC2,0,,\n")
      .write("offers.csv", "enterprise_id,category_id,volume\nE1,C1,10\nE2,C2,\n");
  const Evidence evidence = folder.read_strictly();
  ASSERT_EQ(evidence.tables.size(), 3u);
  EXPECT_EQ(evidence.tables[0]->name, "enterprises");
  const Table& shops = *evidence.find("enterprises");
  EXPECT_EQ(shops.rows, 2u);
  EXPECT_EQ(text_at(evidence, "enterprises", "enterprise_id", 1), "E2");
  EXPECT_EQ(shops.find("opened_on")->dates[0], Date(2001, 2, 3));
  EXPECT_FALSE(shops.find("opened_on")->dates[1].known());
  EXPECT_EQ(shops.find("longitude")->numbers[0], 113.5);
  EXPECT_TRUE(std::isnan(shops.find("longitude")->numbers[1]));
  EXPECT_EQ(shops.find("credit_class")->ids[1], no_id);
  EXPECT_EQ(shops.find("floor_area")->type, ColumnType::number);
  EXPECT_TRUE(shops.find("floor_area")->attribute);
  EXPECT_EQ(shops.find("owner")->type, ColumnType::text);
  EXPECT_EQ(shops.lines, (std::vector<std::uint64_t>{2, 3}));
  const Table& categories = *evidence.find("categories");
  EXPECT_EQ(categories.find("unit_cost")->money[0].fen, 105'050);
  EXPECT_EQ(categories.find("unit_cost")->money[1], missing_money);
  EXPECT_EQ(categories.find("catalogue")->numbers, (std::vector<double>{1, 0}));
  // the same text is the same id in every table
  EXPECT_EQ(shops.find("enterprise_id")->ids[1], evidence.find("offers")->find("enterprise_id")->ids[1]);
}

TEST(ReadEvidence, ReadsFurtherTablesWithADateAsEventsAndNotesTheOthers) {
  DatasetFolder folder;
  folder.write("enterprises.csv", two_shops)
      .write("burglaries.csv", "date,longitude,latitude,loss\n2020-01-02,113.5,37.8,5\n2020-01-02,113.5,37.8,5\n")
      .write("reference_windows.csv", "cutoff,model,auc\n2014-01-08,x,0.5\n")
      .write("complaint.csv", "x\n1\n")
      .write("notes.txt", "not a table");
  const Evidence evidence = folder.read_strictly();
  ASSERT_NE(evidence.find("burglaries"), nullptr);
  EXPECT_EQ(evidence.find("burglaries")->rows, 2u);  // two equal events without an id are two events
  EXPECT_EQ(evidence.find("burglaries")->find("date")->type, ColumnType::date);
  EXPECT_EQ(evidence.find("burglaries")->find("loss")->type, ColumnType::number);
  EXPECT_EQ(evidence.find("reference_windows"), nullptr);
  std::string notes;
  for (const std::string& note : evidence.summary.notes) notes += note + "\n";
  EXPECT_NE(notes.find("reference_windows.csv is not read"), std::string::npos);
  EXPECT_NE(notes.find("did you mean 'complaints'?"), std::string::npos);
}

TEST(ReadEvidence, EveryDatedTableTakesKnownOn) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,known_on\nE1,2020-01-01\n")
      .write("complaints.csv", "date,known_on\n2020-01-01,2020-02-01\n2020-01-02,\n")
      .write("burglaries.csv", "date,known_on\n2020-01-01,2020/3/1\n");
  const Evidence evidence = folder.read_strictly();
  EXPECT_EQ(evidence.find("complaints")->find("known_on")->dates[0], Date(2020, 2, 1));
  EXPECT_EQ(evidence.find("burglaries")->find("known_on")->dates[0], Date(2020, 3, 1));
  EXPECT_EQ(evidence.find("enterprises")->find("known_on")->type, ColumnType::date);
}

TEST(ReadEvidence, ReadsTsvCrlfAndAByteOrderMark) {
  DatasetFolder folder;
  folder.write("enterprises.tsv",
               "\xEF\xBB\xBF"
               "enterprise_id\tname\r\nE1\t\"A, with a comma\"\r\nE2\tB\r\n");
  const Evidence evidence = folder.read_strictly();
  EXPECT_EQ(text_at(evidence, "enterprises", "name", 0), "A, with a comma");
  EXPECT_EQ(text_at(evidence, "enterprises", "name", 1), "B");
}

std::string gzipped(const std::string& text) {
  std::string packed(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  const std::size_t size = stream.total_out;
  deflateEnd(&stream);
  return packed.substr(0, size);
}

TEST(ReadEvidence, ReadsGzipOfOneOrSeveralMembers) {
  DatasetFolder folder;
  std::string rows = "enterprise_id,name\n";
  for (int i = 0; i < 20'000; ++i) rows.append("E").append(std::to_string(i)).append(",shop\n");
  folder.write("enterprises.csv.gz", gzipped(rows) + gzipped("last,one\n"));
  const Evidence evidence = folder.read_strictly();
  EXPECT_EQ(evidence.find("enterprises")->rows, 20'001u);
  EXPECT_EQ(text_at(evidence, "enterprises", "enterprise_id", 20'000), "last");
}

TEST(ReadEvidence, SaysWhenGzipDataAreCutOrDamaged) {
  DatasetFolder folder;
  std::string packed = gzipped(std::string(two_shops));
  folder.write("enterprises.csv.gz", packed.substr(0, packed.size() / 2));
  EXPECT_NE(folder.failure().find("end too early"), std::string::npos) << folder.failure();
  packed[20] = static_cast<char>(~packed[20]);
  packed[30] = static_cast<char>(~packed[30]);
  folder.write("enterprises.csv.gz", packed);
  EXPECT_NE(folder.failure().find("damaged"), std::string::npos) << folder.failure();
}

// 产品质量 检查 in GB18030 and UTF-8: the same columns must come out.
TEST(ReadEvidence, Gb18030GivesTheColumnsOfUtf8) {
  DatasetFolder utf8, gb;
  utf8.write("enterprises.csv", "编号,名称,区县,面积\nE1,产品,\"质,量\",5\nE2,检查,质量,x\n");
  gb.write("台账.csv",
           "\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6,\xC7\xF8\xCF\xD8,\xC3\xE6\xBB\xFD\nE1,\xB2\xFA\xC6\xB7,\"\xD6\xCA,"
           "\xC1\xBF\",5\n"
           "E2,\xBC\xEC\xB2\xE9,\xD6\xCA\xC1\xBF,x\n");
  const std::string columns =
      "    columns: {enterprise_id: 编号, name: 名称, district: 区县}\n    values: {district: {质量: Quality}}\n";
  utf8.write("dataset.yaml",
             "dataset: sightline.dataset/1\ntables:\n  enterprises:\n    file: enterprises.csv\n" + columns);
  gb.write(
      "dataset.yaml",
      "dataset: sightline.dataset/1\ntables:\n  enterprises:\n    file: 台账.csv\n    encoding: gb18030\n" + columns);
  const Evidence a = utf8.read_strictly(), b = gb.read_strictly();
  ASSERT_EQ(a.find("enterprises")->columns.size(), 4u);
  for (const Evidence* evidence : {&a, &b}) {
    EXPECT_EQ(text_at(*evidence, "enterprises", "name", 0), "产品");
    EXPECT_EQ(text_at(*evidence, "enterprises", "district", 0), "质,量");
    EXPECT_EQ(text_at(*evidence, "enterprises", "district", 1), "Quality");
    EXPECT_EQ(text_at(*evidence, "enterprises", "面积", 1), "x");
  }
  for (std::size_t c = 0; c < 4; ++c)
    EXPECT_EQ(a.find("enterprises")->columns[c].ids, b.find("enterprises")->columns[c].ids);
}

TEST(ReadEvidence, TheManifestMapsFilesColumnsValuesAndTotals) {
  DatasetFolder folder;
  folder.write("register.csv", "code,title\nE1,One\n")
      .write("sub/r-2019.csv", "enterprise_id,category_id,date,result\nE1,C1,2019-05-01,合格\n")
      .write("sub/r-2020.csv",
             "enterprise_id,date,result,category_id,extra\nE1,2020-05-01,不合格,C2,7\nE1,2020-06-01,bad,C2,7\n")
      .write("complaints.csv", "date\n2020-01-01\n")
      .write("old.csv", "date\n2020-01-01\n")
      .write(
          "dataset.yaml",
          "dataset: sightline.dataset/1\nname: two years\nsynthetic: true\nas_of: 2020-12-31\ntables:\n"
          "  enterprises: {file: register.csv, columns: {enterprise_id: code, name: title}}\n"
          "  inspections:\n    file: [sub/r-*.csv]\n    values: {result: {合格: conforming, 不合格: nonconforming}}\n"
          "declared:\n  - {label: shops, count: 53, parts: {a: 4, b: 50}}\n");
  for (const std::string& path : {folder.path(), folder.path("dataset.yaml")}) {
    const Evidence evidence = read_evidence(path, {.max_rejected = 1});
    EXPECT_EQ(evidence.name, "two years");
    EXPECT_TRUE(evidence.synthetic);
    EXPECT_EQ(evidence.as_of, Date(2020, 12, 31));
    EXPECT_EQ(text_at(evidence, "enterprises", "name", 0), "One");
    const Table& results = *evidence.find("inspections");
    ASSERT_EQ(results.rows, 2u);
    EXPECT_EQ(text_at(evidence, "inspections", "result", 0), "conforming");
    EXPECT_EQ(text_at(evidence, "inspections", "category_id", 1), "C2");
    EXPECT_TRUE(std::isnan(results.find("extra")->numbers[0]));
    EXPECT_EQ(results.find("extra")->numbers[1], 7);
    EXPECT_EQ(results.file_of(0), "sub/r-2019.csv");
    EXPECT_EQ(results.file_of(1), "sub/r-2020.csv");
    ASSERT_EQ(evidence.rejected.size(), 1u);
    EXPECT_EQ(brief(evidence.rejected[0]), "sub/r-2020.csv:3 result 'bad' word-unknown");
    ASSERT_EQ(evidence.declared.size(), 1u);
    EXPECT_EQ(evidence.declared[0].count, 53);
    EXPECT_EQ(evidence.declared[0].parts, (std::vector<std::pair<std::string, std::int64_t>>{{"a", 4}, {"b", 50}}));
    EXPECT_EQ(evidence.declared[0].line, 11);
    EXPECT_NE(evidence.find("complaints"), nullptr);  // tables of the contract are found under their default names
    EXPECT_EQ(evidence.find("old"), nullptr);         // other files only when the manifest lists them
  }
  EXPECT_EQ(read_evidence(folder.path(), {.max_rejected = 1, .as_of = Date(2020, 6, 30)}).as_of, Date(2020, 6, 30));
}

TEST(ReadEvidence, AManifestWithoutTablesKeepsTheDefaultNames) {
  DatasetFolder folder;
  folder.write("enterprises.csv", two_shops)
      .write("burglaries.csv", "date\n2020-01-01\n")
      .write("dataset.yaml", "dataset: sightline.dataset/1\nsynthetic: true\n");
  const Evidence evidence = folder.read_strictly();
  EXPECT_TRUE(evidence.synthetic);
  EXPECT_NE(evidence.find("burglaries"), nullptr);
}

TEST(ReadEvidence, AnAttributeIsNumericOnlyWhenEveryValueOfTheTableIs) {
  DatasetFolder folder;
  std::string rows = "enterprise_id,zip,late,empty\n";
  for (int i = 0; i < 5'000; ++i) {
    const std::string number = std::to_string(i);
    rows.append("E").append(number).append(",").append(number).append(i == 4'321 ? ",12a" : ",0");
    rows.append(i == 4'321 ? "" : number).append(",\n");
  }
  folder.write("enterprises.csv", rows);
  for (const std::size_t chunk_bytes : {500u, 4'000u, 1'000'000u}) {
    const Evidence evidence = evidence::read_dataset(folder.path(), {}, {.chunk_bytes = chunk_bytes});
    EXPECT_EQ(evidence.find("enterprises")->find("zip")->type, ColumnType::number);
    EXPECT_EQ(evidence.find("enterprises")->find("late")->type, ColumnType::text);
    EXPECT_EQ(text_at(evidence, "enterprises", "late", 17), "017");
    EXPECT_EQ(text_at(evidence, "enterprises", "late", 4'321), "12a");
    EXPECT_EQ(evidence.find("enterprises")->find("empty")->type, ColumnType::text);
    EXPECT_EQ(evidence.find("enterprises")->find("empty")->ids[3], no_id);
  }
}

TEST(ReadEvidence, HashesFollowTheBytesOfTheSources) {
  DatasetFolder a, b;
  a.write("enterprises.csv", two_shops);
  b.write("enterprises.csv", two_shops);
  const Evidence one = a.read_strictly();
  EXPECT_EQ(one.hash, b.read_strictly().hash);
  EXPECT_EQ(one.summary.inputs,
            (std::vector<std::pair<std::string, std::string>>{{"enterprises.csv", to_hex(sha256(two_shops))}}));
  b.write("enterprises.csv", std::string(two_shops) + "E3,Third,N\n");
  EXPECT_NE(one.hash, b.read_strictly().hash);
}

TEST(ReadEvidence, KeepsEventsOfUnknownEnterprisesAndPutsWrongCreditCodesAside) {
  DatasetFolder folder;
  folder.write("enterprises.csv", "enterprise_id,credit_code\nE1,914403001922038216\nE2,914403001922038217\nE3,\n")
      .write("complaints.csv", "date,enterprise_id,enterprise_name\n2020-01-01,E9,Somebody\n");
  const Evidence evidence = folder.read_strictly();
  EXPECT_EQ(text_at(evidence, "complaints", "enterprise_id", 0), "E9");
  EXPECT_TRUE(evidence.rejected.empty());
  EXPECT_EQ(evidence.find("enterprises")->rows, 3u);
  ASSERT_EQ(evidence.findings.size(), 1u);
  EXPECT_EQ(brief(evidence.findings[0]), "enterprises.csv:3 credit_code '914403001922038217' credit-code");
}

TEST(ReadEvidence, WithoutCategoriesAnyCategoryIsTaken) {
  DatasetFolder folder;
  folder.write("enterprises.csv", two_shops).write("offers.csv", "enterprise_id,category_id\nE1,anything\n");
  EXPECT_EQ(folder.read_strictly().find("offers")->rows, 1u);
}

}  // namespace
}  // namespace sightline
