#!/usr/bin/env Rscript
# The same rows in Sightline and in R's lme4, glmmTMB and glmnet, one after the other, with the ratio of the times.
#
#   Rscript bench/peers/risk_peers.R BUILD/bench/risk_bench [rows ...]
#
# glmer is tuned (nloptwrap, no derivative check); likelihoods are plain Laplace, without binomial coefficients (all rows
# are single tests). A peer that is not installed is skipped. Debian: r-cran-lme4 r-cran-glmmtmb r-cran-glmnet r-cran-jsonlite
arguments <- commandArgs(TRUE)
if (length(arguments) == 0) stop("name the benchmark: Rscript risk_peers.R BUILD/bench/risk_bench")
bench <- normalizePath(arguments[1])
sizes <- if (length(arguments) > 1) as.integer(arguments[-1]) else c(5000L, 20000L, 100000L)
folder <- tempfile("risk_peers"); dir.create(folder)
has <- function(package) requireNamespace(package, quietly = TRUE)
if (!has("jsonlite")) stop("needs r-cran-jsonlite")

for (size in sizes) {
  out <- file.path(folder, "bench.json")
  status <- system2(bench, c(sprintf("--benchmark_filter=^peers/%d/", size), "--benchmark_out_format=json",
                             paste0("--benchmark_out=", out)),
                    env = paste0("SIGHTLINE_PEERS_DIR=", folder), stdout = FALSE, stderr = FALSE)
  if (status != 0) stop("the benchmark failed")
  ours <- jsonlite::fromJSON(out)$benchmarks[1, ]
  seconds <- ours$real_time / 1000
  cat(sprintf("\n%d rows, %d enterprises, 25 categories, 50 districts, 5 signals\n", size, size %/% 5))
  cat(sprintf("%-10s %10s %8s %16s %10s %10s %10s\n", "", "seconds", "ratio", "log likelihood", "enterprise", "category", "district"))
  line <- function(name, time, likelihood, sd)
    cat(sprintf("%-10s %10.3f %8.1f %16.4f %10.5f %10.5f %10.5f\n", name, time, time / seconds, likelihood, sd[1], sd[2], sd[3]))
  line("sightline", seconds, ours$log_marginal, c(ours$sd_enterprise, ours$sd_category, ours$sd_district))

  rows <- read.csv(file.path(folder, sprintf("risk_%d.csv", size)))
  form <- y ~ x1 + x2 + x3 + x4 + x5 + (1 | enterprise) + (1 | category) + (1 | district)
  if (has("lme4")) {
    time <- system.time(fit <- suppressWarnings(lme4::glmer(form, rows, family = binomial,
      control = lme4::glmerControl(optimizer = "nloptwrap", calc.derivs = FALSE))))[["elapsed"]]
    sd <- sapply(lme4::VarCorr(fit), function(v) attr(v, "stddev")[[1]])
    line("glmer", time, as.numeric(logLik(fit)), sd[c("enterprise", "category", "district")])
  }
  if (has("glmmTMB")) {
    time <- system.time(fit <- suppressWarnings(glmmTMB::glmmTMB(form, rows, family = binomial)))[["elapsed"]]
    sd <- sapply(glmmTMB::VarCorr(fit)$cond, function(v) attr(v, "stddev")[[1]])
    line("glmmTMB", time, as.numeric(logLik(fit)), sd[c("enterprise", "category", "district")])
  }
  if (has("glmnet")) {
    x <- Matrix::sparse.model.matrix(~ x1 + x2 + x3 + x4 + x5 + factor(category) + factor(district), rows)[, -1]
    time <- system.time(glmnet::glmnet(x, rows$y, family = "binomial", alpha = 0))[["elapsed"]]
    cat(sprintf("%-10s %10.3f %8.1f   (ridge path of 100, no enterprise effects)\n", "glmnet", time, time / seconds))
  }
}
unlink(folder, recursive = TRUE)
