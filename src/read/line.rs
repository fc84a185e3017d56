//! Lines of a stream, none longer in memory than an article may be.

use std::io::BufRead;
use std::io::Result;

/// Counts lines and keeps each within bounds.
pub(crate) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    bytes_max: usize,
    number: u64,
}

/// What came of reading a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Line {
    /// It is in the buffer, its line feed with it.
    Whole,
    /// It is longer than an article may be; its start is in the buffer, the rest passed over.
    TooLong,
    /// There are no more.
    End,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(input: &'a mut dyn BufRead, bytes_max: usize) -> Lines<'a> {
        Lines { input, bytes_max, number: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line onto the end of `buffer`.
    pub(crate) fn append(&mut self, buffer: &mut Vec<u8>) -> Result<Line> {
        let mut room = self.bytes_max;
        let mut read = false;
        let mut outcome = Line::Whole;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            read = true;
            let feed = memchr::memchr(b'\n', piece);
            let end = feed.map_or(piece.len(), |at| at + 1);
            let kept = end.min(room);
            buffer.extend_from_slice(piece.get(..kept).unwrap_or_default());
            if kept < end {
                outcome = Line::TooLong;
            }
            room -= kept;
            self.input.consume(end);
            if feed.is_some() {
                break;
            }
        }
        if !read {
            return Ok(Line::End);
        }
        self.number += 1;
        Ok(outcome)
    }
}

/// A line without its line feed, nor the carriage return before it.
pub(crate) fn chomp(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_short() {
        let mut input: &[u8] = b"one\nlonger than ten\nend";
        let mut lines = Lines::new(&mut input, 10);
        let mut buffer = Vec::new();
        assert_eq!(lines.append(&mut buffer).unwrap(), Line::Whole);
        assert_eq!(lines.append(&mut buffer).unwrap(), Line::TooLong);
        assert_eq!(buffer, b"one\nlonger tha");
        assert_eq!(lines.append(&mut buffer).unwrap(), Line::Whole);
        assert_eq!(lines.append(&mut buffer).unwrap(), Line::End);
        assert_eq!(lines.number(), 3);
    }
}
