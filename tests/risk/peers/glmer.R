#!/usr/bin/env Rscript
# What glmer of R's lme4 (plain Laplace) and a ridge regression by Newton's method say of the rows in
# ../agreement_rows.hpp, made here by the same arithmetic. Its output is frozen in ../agreement_test.cpp:
#
#   Rscript tests/risk/peers/glmer.R        Debian: r-base-core r-cran-lme4
#
# The log likelihood leaves binomial coefficients out, as Sightline does.

# Park and Miller 1988: x <- 16807 x mod (2^31 - 1), exact in doubles.
state <- 0
uniform <- function() {
  state <<- (16807 * state) %% 2147483647
  state / 2147483647
}
spread <- function(sd) sd * sqrt(3) * (2 * uniform() - 1)  # uniform, mean 0

# Draws in this order: weights; effects group by group; per row the levels, the signals, the trials.
make <- function(seed, rows, columns, levels, sds, intercept, trials) {
  state <<- seed
  beta <- intercept
  for (j in seq_len(columns)) beta <- c(beta, spread(0.5))
  effect <- list()
  for (g in seq_along(levels)) {
    v <- c()
    for (l in seq_len(levels[g])) v <- c(v, spread(sds[g]))
    effect[[g]] <- v
  }
  out <- list()
  for (i in seq_len(rows)) {
    level <- c(); x <- c()
    for (g in seq_along(levels)) level <- c(level, floor(uniform() * levels[g]))
    eta <- beta[1]
    for (j in seq_len(columns)) { x <- c(x, spread(1)); eta <- eta + beta[j + 1] * x[j] }
    for (g in seq_along(levels)) eta <- eta + effect[[g]][level[g] + 1]
    p <- 1 / (1 + exp(-eta)); k <- 0
    for (t in seq_len(trials)) if (uniform() < p) k <- k + 1
    out[[i]] <- c(k, x, level)
  }
  rows <- as.data.frame(do.call(rbind, out))
  names(rows) <- c("k", paste0("x", seq_len(columns)), if (length(levels)) paste0("g", seq_along(levels)))
  rows$n <- trials
  rows
}

number <- function(v) paste(sprintf("%.9f", v), collapse = ", ")

report <- function(name, rows, columns, groups) {
  form <- as.formula(paste("cbind(k, n - k) ~", paste(c(paste0("x", seq_len(columns)), sprintf("(1 | g%d)", seq_len(groups))), collapse = " + ")))
  fit <- lme4::glmer(form, rows, family = binomial, control = lme4::glmerControl(optimizer = "bobyqa", tolPwrss = 1e-10,
    optCtrl = list(rhoend = 1e-8, maxfun = 100000), calc.derivs = FALSE))
  sd <- sapply(lme4::VarCorr(fit), function(v) attr(v, "stddev")[[1]])[paste0("g", seq_len(groups))]
  cat(name, "\n  log likelihood", number(as.numeric(logLik(fit)) - sum(lchoose(rows$n, rows$k))),
      "\n  coefficients  ", number(lme4::fixef(fit)), "\n  scales        ", number(sd), "\n")
}

# log posterior: sum k eta - n log(1 + e^eta) - 1/2 sum_j (beta_j / sd_j)^2
ridge <- function(rows, columns, sd) {
  x <- cbind(1, as.matrix(rows[paste0("x", seq_len(columns))])); beta <- rep(0, columns + 1)
  for (step in 1:50) {
    p <- 1 / (1 + exp(-x %*% beta))
    force <- t(x) %*% (rows$k - rows$n * p) - beta / sd^2
    beta <- beta + solve(t(x) %*% (x * as.vector(rows$n * p * (1 - p))) + diag(1 / sd^2), force)
  }
  eta <- x %*% beta
  cat("ridge\n  log likelihood", number(sum(rows$k * eta - rows$n * log1p(exp(eta)))), "\n  coefficients  ", sprintf("%.12f", beta), "\n")
}

cat("lme4", as.character(packageVersion("lme4")), "\n")
report("one group", make(11, 900, 3, 60, 0.8, -1, 1), 3, 1)
report("two groups", make(12, 1500, 4, c(150, 12), c(0.7, 0.5), -1.5, 1), 4, 2)
report("three groups", make(13, 2000, 3, c(200, 15, 10), c(0.9, 0.6, 0.4), -2, 3), 3, 3)
ridge(make(14, 800, 5, c(), c(), -1, 2), 5, c(3, rep(0.3, 5)))
