//! The exit-code and stderr contract, case by case, through the real process.
