// replay_cases.hpp: a published draw as files, and tools/replay_draw.py run over them by the system's Python.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "sightline/base/hash.hpp"
#include "sightline/draw.hpp"

namespace sightline {

// The system's interpreter first: the shims of version managers take longer to start than a replay takes.
#define SIGHTLINE_PYTHON "PATH=/usr/bin:\"$PATH\" python3"

inline bool has_python() { return std::system(SIGHTLINE_PYTHON " -c pass >/dev/null 2>&1") == 0; }

class ReplayFolder {
 public:
  explicit ReplayFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("sightline-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~ReplayFolder() { std::filesystem::remove_all(path_); }
  ReplayFolder(const ReplayFolder&) = delete;
  ReplayFolder& operator=(const ReplayFolder&) = delete;

  std::string text, draw_csv, seed, commitment, beacon;  // what is published

  void publish(const std::string& register_text, const std::string& with_beacon) {
    text = register_text;
    beacon = with_beacon;
    commitment = to_hex(sha256(text));
    DrawOptions options;
    options.beacon = beacon;
    const Draw draw = draw_register(text, options);
    draw_csv = to_csv_draw(draw);
    seed = draw.proof.seed;
  }

  // What the script says, first line first; "agrees..." when all does. `code`: its exit code.
  std::string replay(int& code) const {
    write("register.txt", text);
    write("plan.json", "{\"commitment\": \"" + commitment + "\"}");
    write("draw.csv", draw_csv);
    write("draw.json", "{\"seed\": \"" + seed + "\"}");
    const std::string folder = "'" + path_.string() + "'";
    const std::string command = SIGHTLINE_PYTHON " '" SIGHTLINE_SOURCE_DIR "/tools/replay_draw.py' " + folder + " " +
                                folder + " --beacon '" + beacon + "' 2>&1";
    std::string said;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return "popen failed";
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) said.append(buffer.data(), size);
    const int status = ::pclose(pipe);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return said;
  }
  bool agrees() const {
    int code = -1;
    const std::string said = replay(code);
    return code == 0 && said.starts_with("agrees");
  }

 private:
  void write(const char* name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  std::filesystem::path path_;
};

}  // namespace sightline
