#include "sightline/base/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.hpp"

namespace sightline {

std::string Summary::brief() const {
  if (outcome.empty()) return (verb.empty() ? "the verb" : verb) + " was not called";
  std::string text = verb + ": " + outcome;
  for (const Line& line : lines)
    if (!line.done.empty()) text += (&line == lines.data() ? "; " : ", ") + line.label + " " + line.done;
  return text;
}

std::string Summary::full_report() const {
  if (outcome.empty()) return brief() + "\n";
  std::size_t label = 15, asked = 5, done = 4;
  for (const Line& line : lines) {
    label = std::max(label, text_width(line.label) + 2);
    asked = std::max(asked, text_width(line.asked));
    done = std::max(done, text_width(line.done));
  }
  const auto row = [&](std::string_view a, std::string_view b, std::string_view c, std::string_view d) {
    std::string text = padded(a, label) + padded(b, asked, true) + "  " + padded(c, done, true);
    if (!d.empty()) text += "   " + std::string(d);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text + "\n";
  };
  std::string text = verb + (title.empty() ? "" : "  " + title) + "\n" + padded("outcome", label) + outcome + "\n";
  if (!lines.empty()) text += row("", "asked", "done", "");
  for (const Line& line : lines) text += row(line.label, line.asked.empty() ? "-" : line.asked, line.done, line.note);
  for (const std::string& note : notes) text += padded(&note == notes.data() ? "notes" : "", label) + note + "\n";
  for (const auto& [name, hash] : inputs)
    text += padded(&name == &inputs.front().first ? "inputs" : "", label) + name + " " + hash.substr(0, 12) + "\n";
  if (!stages.empty()) {
    text += padded("seconds", label);
    for (const Stage& stage : stages)
      text += fmt::format("{}{} {:.3f}", &stage == stages.data() ? "" : ", ", stage.name, stage.seconds);
    text += "\n";
  }
  if (seed != 0) text += padded("seed", label) + std::to_string(seed) + "\n";
  if (!next.empty()) text += padded("next", label) + next + "\n";
  return text;
}

}  // namespace sightline
