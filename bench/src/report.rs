//! Medians and Markdown tables.

use std::fmt::Write;

/// The median; of an even number of values the mean of the middle two, of none not a number.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
    }
}

/// Prints a table: the heads, then the rows.
pub fn table<const COLUMNS: usize>(title: &str, heads: [&str; COLUMNS], rows: &[[String; COLUMNS]]) {
    let mut text = format!("\n### {title}\n\n| {} |\n|", heads.join(" | "));
    for column in 0..COLUMNS {
        text.push_str(if column == 0 { " --- |" } else { " ---: |" });
    }
    for row in rows {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n| {} |", row.join(" | "));
    }
    println!("{text}");
}

/// Prints the progress to standard error.
pub fn progress(text: &str) {
    eprintln!("bench: {text}");
}

/// A rate, with a comma between thousands.
pub fn rounded(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A ratio or a time, with two decimals if it is small.
pub fn precise(value: f64) -> String {
    if value >= 100.0 {
        rounded(value)
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_of_the_values() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median([4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert!(median([]).is_nan());
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(rounded(1_234_567.4), "1,234,567");
        assert_eq!(rounded(999.0), "999");
    }
}
