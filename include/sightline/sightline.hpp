// sightline.hpp: everything, for programs that use the whole path.
#pragma once

#include "sightline/base/error.hpp"
#include "sightline/cases.hpp"
#include "sightline/draw.hpp"
#include "sightline/evidence.hpp"
#include "sightline/ledger.hpp"
#include "sightline/methods/allocation.hpp"
#include "sightline/methods/estimation.hpp"
#include "sightline/methods/sampling.hpp"
#include "sightline/outcomes.hpp"
#include "sightline/plan.hpp"
#include "sightline/report.hpp"
#include "sightline/review.hpp"
#include "sightline/risk.hpp"
#include "sightline/signals.hpp"
#include "sightline/simulate.hpp"
