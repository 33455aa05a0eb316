#include "review/tune/knobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <regex>

#include "sightline/base/error.hpp"

namespace sightline::tuning {
namespace {

constexpr std::array<const char*, knob_count> names{"memory", "ageing", "priors", "smoothness"};

int turned_knots(int knots, double factor) { return std::clamp(static_cast<int>(std::lround(knots * factor)), 4, 40); }

// Every match's first group is the key and what stands between, its second the value; the value is replaced.
std::string replace_values(const std::string& text, const std::regex& pattern,
                           const std::function<std::string(const std::string&)>& value) {
  std::string out;
  std::size_t done = 0;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern); it != std::sregex_iterator(); ++it) {
    const auto at = static_cast<std::size_t>(it->position(2));
    out += text.substr(done, at - done) + value(it->str(2));
    done = at + static_cast<std::size_t>(it->length(2));
  }
  return out + text.substr(done);
}

std::string scaled(const std::string& number, double factor) {
  return fmt::format("{:.10g}", std::stod(number) * factor);
}

// 2y, 6m, 180d or 90: keeps its unit.
std::string scaled_time(const std::string& time, double factor) {
  const std::size_t unit = time.find_first_not_of("0123456789.");
  return scaled(time.substr(0, unit), factor) + (unit == std::string::npos ? "" : time.substr(unit));
}

// The part of one line before its comment, in the section of the file that it stands in.
std::string rewrite_part(const std::string& section, std::string part, const Setting& setting,
                         const std::filesystem::path& from, const std::filesystem::path& to) {
  static const std::regex time(R"(\b((?:half_life|window):\s*)([0-9.]+[a-z]*))"), sd(R"(\b(sd:\s*)([0-9.eE+-]+))"),
      scale(R"(\b(scale:\s*)([0-9.eE+-]+))"), knots(R"(\b(spline:\s*)([0-9]+))"),
      file(R"(([\[,\s-])([^\[\],\s:]+\.yaml))");
  const auto times = [&](double factor) {
    part = replace_values(part, time, [&](const std::string& v) { return scaled_time(v, factor); });
  };
  const auto numbers = [&](const std::regex& pattern, double factor) {
    part = replace_values(part, pattern, [&](const std::string& v) { return scaled(v, factor); });
  };
  if (section == "outcome" && setting[ageing] != 1) times(setting[ageing]);
  if (section == "signals" && setting[memory] != 1) times(setting[memory]);
  if (section == "signals" && setting[priors] != 1) numbers(sd, setting[priors]);
  if ((section == "groups" || section == "nuisance") && setting[priors] != 1) numbers(scale, setting[priors]);
  if (section == "signals" && setting[smoothness] != 1)
    part = replace_values(part, knots, [&](const std::string& v) {
      return std::to_string(turned_knots(std::stoi(v), setting[smoothness]));
    });
  if (section == "priors")
    part = replace_values(part, file, [&](const std::string& v) {
      const auto path = std::filesystem::absolute(from / v).lexically_normal();
      return path.lexically_relative(std::filesystem::absolute(to).lexically_normal()).generic_string();
    });
  return part;
}

bool near(double a, double b) { return std::fabs(a - b) <= 1e-9 * (1 + std::fabs(b)); }

bool same(const RiskModel& a, const RiskModel& b) {
  bool equal = a.signals.size() == b.signals.size() && a.groups.size() == b.groups.size() &&
               a.priors.size() == b.priors.size() && near(a.half_life_days, b.half_life_days) &&
               near(a.intercept_sd, b.intercept_sd) && a.plan_days == b.plan_days;
  for (std::size_t j = 0; equal && j < a.signals.size(); ++j)
    equal = a.signals[j].name == b.signals[j].name && near(a.signals[j].half_life_days, b.signals[j].half_life_days) &&
            near(a.signals[j].window_days, b.signals[j].window_days) &&
            near(a.signals[j].prior_sd, b.signals[j].prior_sd) &&
            near(a.signals[j].prior_mean, b.signals[j].prior_mean) &&
            a.signals[j].spline_knots == b.signals[j].spline_knots;
  for (std::size_t g = 0; equal && g < a.groups.size(); ++g)
    equal = a.groups[g].by == b.groups[g].by && near(a.groups[g].prior_scale, b.groups[g].prior_scale);
  return equal;
}

}  // namespace

std::string describe(const Setting& setting) {
  std::string text;
  for (std::size_t k = 0; k < knob_count; ++k)
    if (setting[k] != 1) text += fmt::format("{}{} x {:g}", text.empty() ? "" : ", ", names[k], setting[k]);
  return text.empty() ? "as given" : text;
}

RiskModel turn(const RiskModel& model, const Setting& setting) {
  RiskModel out = model;
  out.half_life_days *= setting[ageing];
  for (SignalSpec& signal : out.signals) {
    signal.half_life_days *= setting[memory];
    signal.window_days *= setting[memory];
    signal.prior_sd *= setting[priors];
    if (signal.transform == Transform::spline)
      signal.spline_knots = turned_knots(signal.spline_knots, setting[smoothness]);
  }
  for (GroupSpec& group : out.groups) group.prior_scale *= setting[priors];
  return out;
}

std::string rewrite(const RiskModel& model, const std::string& yaml, const Setting& setting,
                    const std::string& out_path, const std::string& provenance) {
  const auto folder = [](const std::string& path) { return std::filesystem::absolute(path).parent_path(); };
  std::string out = provenance, section;
  static const std::regex top(R"(^([A-Za-z_]+):)");
  for (std::size_t at = 0; at < yaml.size();) {
    const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
    const std::string line = yaml.substr(at, end - at);
    std::smatch key;
    if (std::regex_search(line, key, top)) section = key[1];
    const std::size_t comment = std::min(line.find('#'), line.size());
    out += rewrite_part(section, line.substr(0, comment), setting, folder(model.path), folder(out_path)) +
           line.substr(comment) + "\n";
    at = end + 1;
  }
  if (!same(parse_risk_model(out, out_path), turn(model, setting)))
    throw Error(ErrorCode::usage, "tune: the numbers of " + model.path + " could not be found in its text",
                "write half-lives, sds, scales and splines as plain `key: value`, without anchors or quotes");
  return out;
}

}  // namespace sightline::tuning
