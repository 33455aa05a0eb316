#include <functional>

#include "draw/register.hpp"
#include "register_cases.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/draw.hpp"

namespace sightline {
namespace {

// A published draw whose parts can be tampered with.
struct Published {
  std::string text = RegisterCase({.enterprises = 40, .inspectors = 6}, 3).text();
  std::string commitment = to_hex(sha256(text)), beacon = "lottery 2022-01-01: 03 11 17", draw_csv, reserves_csv, seed;

  Published() {
    const Draw draw = draw_register(text, options());
    draw_csv = to_csv_draw(draw);
    reserves_csv = to_csv_reserves(draw);
    seed = draw.proof.seed;
  }
  [[nodiscard]] DrawOptions options() const {
    DrawOptions made;
    made.beacon = beacon;
    return made;
  }
  [[nodiscard]] std::vector<DrawFault> faults() const {
    return verify_draw({text, commitment, beacon, draw_csv, reserves_csv, seed});
  }
  [[nodiscard]] std::string code() const {
    const auto found = faults();
    return found.empty() ? "" : found[0].code;
  }
};

// The k-th line of a text, from 0, replaced by what f makes of it.
void change_line(std::string& text, std::size_t k, const std::function<std::string(std::string)>& f) {
  std::size_t at = 0;
  while (k-- > 0) at = text.find('\n', at) + 1;
  const std::size_t end = text.find('\n', at) + 1;
  text.replace(at, end - at, f(text.substr(at, end - at)));
}
std::string line(const std::string& text, std::size_t k) {
  std::string copy = text, found;
  change_line(copy, k, [&](std::string is) { return found = is; });
  return found;
}
void swap_lines(std::string& text, std::size_t k) {
  const std::string first = line(text, k), second = line(text, k + 1);
  change_line(text, k, [&](const std::string&) { return second; });
  change_line(text, k + 1, [&](const std::string&) { return first; });
}

TEST(VerifyDraw, FindsNothingWhereAllAgrees) {
  EXPECT_TRUE(Published().faults().empty());
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Published published;
    published.text = random_register(seed);
    published.commitment = to_hex(sha256(published.text));
    const Draw draw = draw_register(published.text, published.options());
    published.draw_csv = to_csv_draw(draw);
    published.reserves_csv = to_csv_reserves(draw);
    published.seed = draw.proof.seed;
    ASSERT_TRUE(published.faults().empty()) << "seed " << seed << ": " << published.faults()[0].message;
  }
}

TEST(VerifyDraw, NamesAChangedCharacterOfTheRegister) {
  Published published;
  const std::size_t at = published.text.find("\trandom\t1\t") + 10;
  published.text[at] = published.text[at] == '9' ? '8' : static_cast<char>(published.text[at] + 1);
  EXPECT_EQ(published.code(), "register-changed");
}

TEST(VerifyDraw, NamesLinesOfTheRegisterInAnotherOrder) {
  Published published;
  swap_lines(published.text, 20);
  EXPECT_EQ(published.code(), "register-order");
}

TEST(VerifyDraw, NamesAPaddedRegisterAndACutOne) {
  Published published;
  published.text += "E999\tc0\td0\tlab0\trandom\t1\t1000000000\t10000\t999\n";
  EXPECT_EQ(published.code(), "register-padded");
  Published cut;
  change_line(cut.text, 20, [](const std::string&) { return ""; });
  EXPECT_EQ(cut.code(), "register-short");
}

TEST(VerifyDraw, NamesASeedThatWasRolledAgain) {
  Published stated;
  stated.seed[0] = stated.seed[0] == '0' ? '1' : '0';
  EXPECT_EQ(stated.code(), "seed");
  Published silent;  // drawn with another beacon, and nothing said about the seed
  DrawOptions other;
  other.beacon = "lottery 2022-01-01: 03 11 18";
  silent.draw_csv = to_csv_draw(draw_register(silent.text, other));
  silent.seed.clear();
  EXPECT_EQ(silent.code(), "seed");
}

TEST(VerifyDraw, NamesWhatIsWrongWithTheDraw) {
  Published swapped, padded, cut, changed, unfinished;
  swap_lines(swapped.draw_csv, 2);
  EXPECT_EQ(swapped.code(), "draw-order");
  padded.draw_csv += line(padded.draw_csv, 2);
  EXPECT_EQ(padded.code(), "draw-padded");
  change_line(cut.draw_csv, 2, [](const std::string&) { return ""; });
  EXPECT_EQ(cut.code(), "draw-short");
  change_line(changed.draw_csv, 2, [](std::string text) {
    text[text.find(",i") + 2] = '7';
    return text;
  });
  ASSERT_EQ(changed.code(), "draw-changed");
  EXPECT_NE(changed.faults()[0].message.find("column inspectors"), std::string::npos) << changed.faults()[0].message;
  unfinished.draw_csv.pop_back();
  EXPECT_EQ(unfinished.code(), "draw-changed");
}

TEST(VerifyDraw, LetsAListOfReservesEndAnywhereButNotChangeItsOrder) {
  Published published;
  const auto lines = std::count(published.reserves_csv.begin(), published.reserves_csv.end(), '\n');
  ASSERT_GT(lines, 4);
  Published shorter = published;
  change_line(shorter.reserves_csv, static_cast<std::size_t>(lines - 1), [](const std::string&) { return ""; });
  EXPECT_EQ(shorter.code(), "");
  const auto stratum = [&](std::size_t k) {
    const std::string text = line(published.reserves_csv, k);
    return text.substr(0, text.find(','));
  };
  std::size_t k = 1;
  while (stratum(k) != stratum(k + 1)) ++k;
  swap_lines(published.reserves_csv, k);
  EXPECT_EQ(published.code(), "reserves");
}

TEST(ReadRegister, NamesTheLineAndWhatWasExpected) {
  const std::string good = Published().text;
  const auto message = [](const std::string& text) -> std::string {
    try {
      (void)read_register(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(good), "");
  EXPECT_NE(message("").find("line 1"), std::string::npos);
  EXPECT_NE(message(good.substr(0, good.size() / 2)).find("the text ends"), std::string::npos);
  EXPECT_NE(message(good + "x\n").find("more text"), std::string::npos);
  const auto with = [&](std::size_t k, const std::string& from, const std::string& to) {
    std::string text = good;
    change_line(text, k, [&](std::string is) { return is.replace(is.find(from), from.size(), to); });
    return message(text);
  };
  EXPECT_NE(with(1, "2021-06-30", "30.6.2021").find("line 2: as_of is '30.6.2021'"), std::string::npos);
  EXPECT_NE(with(4, "1000000000", "1000").find("line 5: unit is '1000'"), std::string::npos);
  std::size_t random = 13;
  while (line(good, random).find("\trandom\t") == std::string::npos) ++random;
  EXPECT_NE(with(random, "random", "chance").find("the stream is 'chance'"), std::string::npos);
  EXPECT_NE(with(random, "random\t1", "random\t2").find("a random line has one batch"), std::string::npos);
  EXPECT_NE(with(random, "random\t1\t", "random\t1\t-").find("the probability is '-"), std::string::npos);
  std::string swapped = good;
  swap_lines(swapped, 20);
  EXPECT_NE(message(swapped).find("line 22: out of order or double"), std::string::npos) << message(swapped);
}

}  // namespace
}  // namespace sightline
