// The script of the protocol, which shares nothing with the library, draws the same names and names what was tampered
// with.
#include "register_cases.hpp"
#include "replay_cases.hpp"

namespace sightline {
namespace {

const std::string beacon = "lottery 2022-01-01: 03 11 17";

TEST(ReplayDraw, DrawsTheSameNamesFromRegisterAndBeacon) {
  if (!has_python()) GTEST_SKIP() << "python3 is not there";
  ReplayFolder folder("replay");
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    folder.publish(random_register(seed), beacon);
    int code = -1;
    const std::string said = folder.replay(code);
    ASSERT_EQ(code, 0) << "seed " << seed << ": " << said;
    ASSERT_TRUE(said.starts_with("agrees: ")) << said;
  }
}

struct Tampering {
  const char* name;
  const char* said;
  void (*change)(ReplayFolder&);
};

std::string swapped_lines(const std::string& text, std::size_t k) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  std::swap(lines.at(k), lines.at(k + 1));
  std::string all;
  for (const std::string& line : lines) all += line;
  return all;
}

TEST(ReplayDraw, NamesWhatWasTamperedWith) {
  if (!has_python()) GTEST_SKIP() << "python3 is not there";
  const Tampering all[] = {
      {"a changed character", "a character changed",
       [](ReplayFolder& f) {
         char& digit = f.text[f.text.find("\trandom\t1\t") + 10];
         digit = digit == '9' ? '8' : static_cast<char>(digit + 1);
       }},
      {"a padded register", "padded with 1 lines",
       [](ReplayFolder& f) { f.text += "e999\tc0\td0\tlab0\trandom\t1\t1000000000\t10000\t999\n"; }},
      {"a swapped order", "order swapped", [](ReplayFolder& f) { f.text = swapped_lines(f.text, 20); }},
      {"a seed rolled again", "the seed was rolled again",
       [](ReplayFolder& f) { f.seed[0] = f.seed[0] == '0' ? '1' : '0'; }},
      {"another beacon", "the seed was rolled again", [](ReplayFolder& f) { f.beacon += "x"; }},
      {"a swapped line of the draw", "order swapped",
       [](ReplayFolder& f) { f.draw_csv = swapped_lines(f.draw_csv, 2); }},
      {"a line added to the draw", "lines, not",
       [](ReplayFolder& f) { f.draw_csv += f.draw_csv.substr(f.draw_csv.find('\n') + 1); }},
      {"an inspector changed", "changed, expected",
       [](ReplayFolder& f) { f.draw_csv[f.draw_csv.find(",i") + 2] = '7'; }}};
  for (const Tampering& tampering : all) {
    ReplayFolder folder("tampered");
    folder.publish(RegisterCase({.enterprises = 40, .inspectors = 6}, 3).text(), beacon);
    tampering.change(folder);
    int code = -1;
    const std::string said = folder.replay(code);
    EXPECT_NE(code, 0) << tampering.name;
    EXPECT_TRUE(said.starts_with("does not agree")) << tampering.name << ": " << said;
    EXPECT_NE(said.find(tampering.said), std::string::npos) << tampering.name << ": " << said;
  }
}

}  // namespace
}  // namespace sightline
