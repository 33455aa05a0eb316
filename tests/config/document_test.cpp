#include "config/document.hpp"

#include "config/map.hpp"
#include "sightline/base/error.hpp"

namespace sightline::config {
namespace {

struct Settings {
  double share = 0.5;
  int count = 3;
  bool on = true;
  std::string word = "old";
  std::vector<std::string> items;
};

Settings read(Document& document) {
  Settings settings;
  {
    Map top = document.root();
    const std::vector<std::string> words{"old", "new"};
    top.number("share", settings.share, {.least = 0, .most = 1}, "share of districts");
    top.integer("count", settings.count, {.least = 0}, "");
    top.flag("on", settings.on, "");
    top.word("word", settings.word, words, "");
    top.list(
        "rules",
        [&](Map& rule) {
          std::string id;
          rule.text("id", id, "");
          settings.items.push_back(id);
        },
        "");
  }
  document.finish();
  return settings;
}

std::string failure(const std::string& yaml) {
  try {
    Document document = Document::parse(yaml, "policy.yaml");
    read(document);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "";
}

TEST(Document, ReadsValuesByTheirDeclaredType) {
  Document document =
      Document::parse("share: 0.25\ncount: 7\non: false\nword: new\nrules: [{id: no}, {id: 0140300}]\n", "p");
  const Settings settings = read(document);
  EXPECT_EQ(settings.share, 0.25);
  EXPECT_EQ(settings.count, 7);
  EXPECT_FALSE(settings.on);
  EXPECT_EQ(settings.items, (std::vector<std::string>{"no", "0140300"}));
}

TEST(Document, ListsEveryViolationAtOnceWithItsLine) {
  EXPECT_EQ(failure("share: 1.4\ncuont: 2\non: no\nword: nwe\n"),
            "policy.yaml:1: share is '1.4', must be a number between 0 and 1 (share of districts)\n"
            "policy.yaml:2: cuont is no known key, did you mean 'count'?\n"
            "policy.yaml:3: on is 'no', must be true or false\n"
            "policy.yaml:4: word is 'nwe', must be one of old, new, did you mean 'new'?");
}

TEST(Document, RefusesKeysGivenTwice) {
  EXPECT_EQ(failure("share: 0\nshare: 1\n"), "policy.yaml:2: key 'share' is given twice");
}

TEST(Document, RefusesWhatIsNoYaml) {
  EXPECT_NE(failure("a: [1\nb: 2").find("is no valid YAML"), std::string::npos);
  EXPECT_NE(failure("just a text").find("must be a map"), std::string::npos);
  EXPECT_NE(failure("").find("must be a map"), std::string::npos);
}

TEST(Document, SurvivesNestingWithoutEnd) {
  EXPECT_NE(failure("rules: " + std::string(100, '[') + std::string(100, ']')).find("nested too deeply"),
            std::string::npos);
  std::string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) bomb += "," + last;
    bomb += "]\n";
  }
  EXPECT_NE(failure(bomb).find("repeats itself without end"), std::string::npos);
}

TEST(Document, DescribesItsFieldsAsASchema) {
  Document document = Document::describe();
  read(document);
  const auto& schema = document.schema();
  EXPECT_EQ(schema["properties"]["share"]["maximum"], 1);
  EXPECT_EQ(schema["properties"]["word"]["enum"][1], "new");
  EXPECT_EQ(schema["properties"]["rules"]["items"]["properties"]["id"]["type"], "string");
  EXPECT_EQ(schema["additionalProperties"], false);
}

}  // namespace
}  // namespace sightline::config
