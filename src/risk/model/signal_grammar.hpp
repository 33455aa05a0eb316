// signal_grammar.hpp: one entry of `signals:` in a risk model file.
#pragma once

#include "config/map.hpp"
#include "sightline/signals.hpp"

namespace sightline {

// Violations go to the map's document.
SignalSpec read_signal(config::Map& map);

}  // namespace sightline
