//! The time of day after a date: `T10:11`, ` 10:11:12`, `, 10:11:12.123 PM`, ` 10:11Z`, ` 10:11 +02:00`.
//!
//! It begins with `T`, blanks, or a comma with blanks. Minutes and seconds have two digits, the fraction of a second up to nine.
//! After them may stand `AM` or `PM`, and last a zone: `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02`. The zone is taken off: the
//! value is the time that is written, not the one in Greenwich.

/// Splits a cell into what stands before the time of day and the time itself, as a fraction of a day. `None` if there is a colon,
/// but no time around it.
pub(super) fn date_and_time(cell: &str) -> Option<(&str, Option<f64>)> {
    let Some(colon) = cell.find(':') else { return Some((cell, None)) };
    let before = cell[..colon].trim_end_matches(|character: char| character.is_ascii_digit());
    let time = Some(time_of_day(&cell[before.len()..])?);
    if let Some(date) = before.strip_suffix(['T', 't']) {
        return Some((date, time));
    }
    let date = before.trim_end();
    (date.len() < before.len()).then_some((date.strip_suffix(',').unwrap_or(date), time))
}

/// A time of day with or without a zone.
fn time_of_day(text: &str) -> Option<f64> {
    let end = text.find(|next: char| !next.is_ascii_digit() && !":.,".contains(next)).unwrap_or(text.len());
    let (clock, mut rest) = (&text[..end], text[end..].trim_start());
    let (hour, minute_second) = clock.split_once(':')?;
    let (minute, second) = minute_second.split_once(':').unwrap_or((minute_second, "00"));
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, "0"));
    let two = |text: &str| digits(text, 2).filter(|&value| text.len() == 2 && value < 60);
    let (mut hour, minute, second) = (digits(hour, 2).filter(|&hour| hour < 24)?, two(minute)?, two(second)?);
    let fraction = f64::from(digits(fraction, 9)?) / 10_f64.powi(fraction.len().try_into().ok()?);
    if let Some(half) = rest.get(..2).filter(|half| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"))
    {
        let noon = if half.eq_ignore_ascii_case("pm") { 12 } else { 0 };
        hour = Some(hour).filter(|hour| (1..=12).contains(hour))? % 12 + noon;
        rest = rest[2..].trim_start();
    }
    let seconds = f64::from(hour * 3600 + minute * 60 + second) + fraction;
    is_zone(rest).then_some(seconds / 86_400.0)
}

/// Whether this is a zone, or nothing.
fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else { return ["", "Z", "z", "UTC", "GMT"].contains(&text) };
    let Some((hours, minutes)) = offset.split_at_checked(2) else { return false };
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let two = |text: &str| text.len() == 2 && digits(text, 2).is_some();
    two(hours) && (two(minutes) || offset.len() == 2)
}

/// A number of one to `most` digits.
pub(super) fn digits(text: &str, most: usize) -> Option<u32> {
    let plain = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_split_off() {
        for (seconds, times) in [
            (36_660.0, "T10:11|t10:11| 10:11|  10:11:00|T10:11:00.000|, 10:11 AM| 10:11:00am|\u{a0}10:11"),
            (36_660.0, "T10:11Z|T10:11z| 10:11 UTC|T10:11 GMT|T10:11+02:00|T10:11-0200|T10:11 +02| 10:11 AM Z"),
            (79_872.0, " 22:11:12| 10:11:12 PM| 10:11:12.0pm"),
            (86_399.0, " 23:59:59| 11:59:59 PM"),
            (0.0, "T00:00|T0:00| 12:00 AM"),
            (43_200.0, " 12:00 PM"),
            (46_800.0, " 1:00 PM| 01:00 pm"),
            (43_200.25, " 12:00:00.25| 12:00:00,250000000"),
        ] {
            for time in times.split('|') {
                let cell = format!("date{time}");
                assert_eq!(date_and_time(&cell), Some(("date", Some(seconds / 86_400.0))), "{time:?}");
            }
        }
        assert_eq!((date_and_time("date"), date_and_time("")), (Some(("date", None)), Some(("", None))));
    }

    #[test]
    fn everything_else_is_no_time() {
        let not_times = ":|12:30|10:11|X10:11|,10:11|T24:00|T10:60|T10:11:60|T1:1|T10:1|T100:00|T010:11|T10:11:1|T10:11:12:13|\
            T10:11:12.|T10:11.5:12|T10:11:12.1234567890|T:11| 13:00 PM| 0:00 AM| 10:11 XM| 10:11 P|T10:11+2|T10:11+02:|T10:11+02:0|\
            T10:11+x2:00|T10:11+02:x0|T10:11+02:000|T10:11 CET|T10:11é|T10-05:00|T10:11+é0|T10:11+";
        for time in not_times.split('|') {
            assert_eq!(date_and_time(&format!("date{time}")), None, "{time:?}");
        }
    }
}
