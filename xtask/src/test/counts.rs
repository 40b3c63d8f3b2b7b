//! How many tests passed and failed, read from what test programs print.

use std::ops::AddAssign;

/// Tests that passed and tests that failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Counts {
    /// One failure: of something that could not even count.
    pub(crate) const FAILURE: Self = Self { passed: 0, failed: 1 };

    /// The sum of all `test result:` lines, as the standard test harness and that of wasm-bindgen print them.
    pub(crate) fn in_output(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            // Something else may stand before it on the same line: progress dots, escape codes.
            let Some((_, results)) = line.split_once("test result: ") else { continue };
            let words: Vec<_> = results.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
            for (number, word) in words.iter().zip(words.iter().skip(1)) {
                let Ok(number) = number.parse::<usize>() else { continue };
                match *word {
                    "passed" => sum.passed += number,
                    "failed" => sum.failed += number,
                    _ => {}
                }
            }
        }
        sum
    }

    /// A program that failed without a failed test (it did not compile, it crashed) is a failure all the same.
    #[must_use]
    pub(crate) fn with_status(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }

    /// Where no test ran something is wrong: a name that no test has, or a target that was not built.
    #[must_use]
    pub(crate) fn unless_none_ran(self) -> Self {
        if self == Self::default() {
            eprintln!("error: no test ran");
            return Self::FAILURE;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_test_programs_are_added_up() {
        let output = "
running 2 tests
test a ... ok
test result: ok. 13 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.31s
\u{1b}[32mtest result: FAILED. 4 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s
";
        assert_eq!(Counts::in_output(output), Counts { passed: 17, failed: 3 });
    }

    #[test]
    fn browser_tests_are_counted_too() {
        let output = "test web::works ... ok\n\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 filtered out; finished in 0.52s\n";
        assert_eq!(Counts::in_output(output), Counts { passed: 3, failed: 0 });
    }

    #[test]
    fn talk_about_results_is_no_result() {
        assert_eq!(Counts::in_output("5 passed; 5 failed\nno tests to run!"), Counts::default());
    }

    #[test]
    fn a_program_that_fails_counts_even_without_a_failed_test() {
        let passed = Counts { passed: 3, failed: 0 };
        assert_eq!(passed.with_status(true), passed);
        assert_eq!(passed.with_status(false), Counts { passed: 3, failed: 1 });
        assert_eq!(Counts { passed: 3, failed: 2 }.with_status(false).failed, 2);
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        assert_eq!(Counts::default().unless_none_ran(), Counts::FAILURE);
        let passed = Counts { passed: 1, failed: 0 };
        assert_eq!(passed.unless_none_ran(), passed);
    }
}
