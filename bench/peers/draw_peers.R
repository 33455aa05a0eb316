#!/usr/bin/env Rscript
# The same populations in Sightline and in R's package sampling, one after the other, with the ratio of the times.
#
#   Rscript bench/peers/draw_peers.R BUILD/bench/draw_bench [quick]
#
# pivotal: the lawful draw (whole numbers, a hashed ticket per line, totals rounded) against UPpivotal.
# cube: sample_cube against samplecube, its landing by linear programming where that is possible (up to 20 totals), else by
# giving up totals; imbalance is the mean relative error of the Horvitz-Thompson totals. `quick` leaves out what takes R
# a minute. Debian: r-cran-sampling r-cran-jsonlite
arguments <- commandArgs(TRUE)
if (length(arguments) == 0) stop("name the benchmark: Rscript draw_peers.R BUILD/bench/draw_bench")
bench <- normalizePath(arguments[1])
quick <- "quick" %in% arguments
for (package in c("sampling", "jsonlite")) if (!requireNamespace(package, quietly = TRUE)) stop("needs r-cran-", package)
folder <- tempfile("draw_peers"); dir.create(folder)
set.seed(1)

ours <- function(name) {
  out <- file.path(folder, "bench.json")
  status <- system2(bench, c(sprintf("--benchmark_filter=^%s$", name), "--benchmark_min_time=0.3",
                             "--benchmark_out_format=json", paste0("--benchmark_out=", out)),
                    env = paste0("SIGHTLINE_PEERS_DIR=", folder), stdout = FALSE, stderr = FALSE)
  if (status != 0) stop("the benchmark failed")
  jsonlite::fromJSON(out)$benchmarks[1, ]
}
numbers <- function(name, n, columns) matrix(readBin(file.path(folder, name), "double", n * columns), n)

cat(sprintf("%-28s %12s %12s %8s %14s %14s\n", "", "sightline s", "R sampling s", "ratio", "imbalance", "R imbalance"))
for (n in if (quick) 1e5 else c(1e5, 1e6)) {
  mine <- ours(sprintf("peers_pivotal/%d", n))
  p <- numbers(sprintf("pivotal_%d", n), n, 1)[, 1]
  theirs <- system.time(sampling::UPpivotal(p))[["elapsed"]]
  cat(sprintf("%-28s %12.4f %12.3f %8.1f\n", sprintf("pivotal, %d units", n), mine$cpu_time / 1000, theirs,
              1000 * theirs / mine$cpu_time))
}
for (case in if (quick) list(c(1e3, 5, 40), c(1e4, 10, 5)) else
             list(c(1e3, 5, 40), c(1e4, 10, 5), c(1e5, 50, 1), c(1e6, 10, 1))) {
  n <- case[1]; totals <- case[2]; draws <- case[3]
  mine <- ours(sprintf("peers_cube/%d/%d", n, totals))
  all <- numbers(sprintf("cube_%d_%d", n, totals), n, totals + 1)
  p <- all[, 1]; x <- all[, -1, drop = FALSE]
  imbalance <- 0
  theirs <- system.time(for (k in seq_len(draws)) {
    s <- sampling::samplecube(all, p, order = 1, comment = FALSE, method = if (totals <= 20) 1 else 2)
    imbalance <- imbalance + mean(abs(colSums(x[s == 1, , drop = FALSE] / p[s == 1]) / colSums(x) - 1)) / draws
  })[["elapsed"]] / draws
  cat(sprintf("%-28s %12.4f %12.3f %8.1f %14.3g %14.3g\n", sprintf("cube, %d units, %d totals", n, totals),
              mine$cpu_time / 1000, theirs, 1000 * theirs / mine$cpu_time, mine$imbalance, imbalance))
}
unlink(folder, recursive = TRUE)
