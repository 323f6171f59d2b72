//! Where in its requests an HTTP/1 client is.
//!
//! Follows the bytes just closely enough to know when a request has begun and when it is whole; reading and judging
//! requests is hyper's work. It relies on hyper answering and closing whatever is malformed; a length that makes no
//! sense counts as endless here, so that doubt falls on the side of the deadline. Bytes after a protocol upgrade are
//! not followed; the service offers none.
//!
//! Invariant: the state is the same however the bytes are cut into reads. No more than one line is kept, and hyper
//! gives up on a connection long before a line grows past its 400 KiB of headers.

use std::io;

/// The place in the stream up to which bytes were seen.
#[derive(Debug, Default)]
pub(super) struct RequestFraming {
    part: Part,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
    #[default]
    RequestLine,
    Headers(Body),
    /// Bytes left of a body of known length.
    Sized(u64),
    ChunkSize,
    /// Bytes left of a chunk, its closing line break included.
    Chunk(u64),
    Trailers,
}

/// The body the headers seen so far announce.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Body {
    Sized(u64),
    Chunked,
}

/// For a length that makes no sense: the body that never ends.
const ENDLESS: u64 = u64::MAX;

impl RequestFraming {
    /// Follows the next bytes; true if they complete a request (or several).
    ///
    /// # Errors
    /// `InvalidData` for the opening line of HTTP/2, whose requests cannot be followed here.
    pub(super) fn advance(&mut self, mut bytes: &[u8]) -> io::Result<bool> {
        let mut completed = false;
        while !bytes.is_empty() {
            let before = self.part;
            bytes = match before {
                Part::Sized(left) | Part::Chunk(left) => self.take_data(left, bytes),
                _ => self.take_line(bytes)?,
            };
            completed |= before != Part::RequestLine && self.part == Part::RequestLine;
        }
        Ok(completed)
    }

    /// Whether a request has begun and is not whole yet.
    pub(super) fn is_midway(&self) -> bool {
        self.part != Part::RequestLine || !self.line.is_empty()
    }

    fn take_data<'a>(&mut self, left: u64, bytes: &'a [u8]) -> &'a [u8] {
        let taken = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let left = left - taken as u64;
        self.part = match self.part {
            Part::Chunk(_) if left == 0 => Part::ChunkSize,
            Part::Chunk(_) => Part::Chunk(left),
            _ => after_headers(Body::Sized(left)),
        };
        &bytes[taken..]
    }

    fn take_line<'a>(&mut self, bytes: &'a [u8]) -> io::Result<&'a [u8]> {
        let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
            self.line.extend_from_slice(bytes);
            return Ok(&[]);
        };
        self.line.extend_from_slice(&bytes[..end]);
        self.part = next_part(self.part, self.line.trim_ascii_end())?;
        self.line.clear();
        Ok(&bytes[end + 1..])
    }
}

fn next_part(part: Part, line: &[u8]) -> io::Result<Part> {
    Ok(match part {
        // Trailers end like headers; a stray line break between requests begins nothing.
        Part::RequestLine | Part::Trailers if line.is_empty() => Part::RequestLine,
        Part::RequestLine if line == b"PRI * HTTP/2.0" => {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "HTTP/2 is not served"));
        }
        Part::RequestLine => Part::Headers(Body::Sized(0)),
        Part::Headers(body) if line.is_empty() => after_headers(body),
        Part::Headers(body) => Part::Headers(after_header(body, line)),
        Part::ChunkSize => after_chunk_size(line),
        data_or_trailers => data_or_trailers,
    })
}

fn after_headers(body: Body) -> Part {
    match body {
        Body::Sized(0) => Part::RequestLine,
        Body::Sized(left) => Part::Sized(left),
        Body::Chunked => Part::ChunkSize,
    }
}

fn after_header(body: Body, line: &[u8]) -> Body {
    let mut halves = line.splitn(2, |&byte| byte == b':');
    let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    match body {
        _ if name.eq_ignore_ascii_case(b"transfer-encoding") => Body::Chunked,
        Body::Sized(_) if name.eq_ignore_ascii_case(b"content-length") => {
            Body::Sized(number(value, 10).unwrap_or(ENDLESS))
        }
        unchanged => unchanged,
    }
}

fn after_chunk_size(line: &[u8]) -> Part {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    match number(digits, 16) {
        Some(0) => Part::Trailers,
        size => Part::Chunk(size.unwrap_or(ENDLESS).saturating_add(2)),
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    u64::from_str_radix(str::from_utf8(digits).ok()?.trim(), radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole requests, each ending with its stream's last byte.
    const WHOLE: [&str; 6] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "POST / HTTP/1.1\r\ncontent-LENGTH:  5 \r\n\r\n\r\n\r\nx",
        "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb;ext=1\r\n0\r\n\r\n456789\r\n1\r\n\n\r\n0\r\nT: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
    ];

    /// The lengths of the prefixes, fed byte by byte, that leave no request midway.
    fn rests(stream: &str) -> Vec<usize> {
        let mut framing = RequestFraming::default();
        let mut rests = Vec::new();
        for (at, byte) in stream.bytes().enumerate() {
            let completed = framing.advance(&[byte]).unwrap();
            assert_eq!(completed, !framing.is_midway());
            if completed {
                rests.push(at + 1);
            }
        }
        rests
    }

    #[test]
    fn a_request_ends_with_its_last_byte_however_it_is_cut() {
        for request in WHOLE {
            assert_eq!(rests(request), [request.len()], "{request:?}");
            for cut in 1..request.len() {
                let (head, tail) = request.as_bytes().split_at(cut);
                let mut framing = RequestFraming::default();
                assert!(!framing.advance(head).unwrap(), "{request:?} cut at {cut}");
                assert!(framing.advance(tail).unwrap(), "{request:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn requests_in_one_read_are_told_apart() {
        let mut framing = RequestFraming::default();
        let mut stream = WHOLE.concat();
        assert!(framing.advance(stream.as_bytes()).unwrap());
        assert!(!framing.is_midway());
        stream.push_str("GET /");
        assert!(framing.advance(stream.as_bytes()).unwrap());
        assert!(framing.is_midway());
    }

    #[test]
    fn stray_line_breaks_begin_no_request() {
        let mut framing = RequestFraming::default();
        assert!(!framing.advance(b"\r\n\n").unwrap());
        assert!(!framing.is_midway());
    }

    #[test]
    fn nonsense_never_ends() {
        for header in [
            "Content-Length: x",
            "Content-Length: 99999999999999999999",
            "Content-Length",
        ] {
            let request = format!("POST / HTTP/1.1\r\n{header}: \r\n\r\n12345\r\n\r\n");
            assert!(rests(&request).is_empty(), "{request:?}");
        }
        let request = "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nzz\r\n\r\n0\r\n\r\n";
        assert!(rests(request).is_empty());
    }

    #[test]
    fn http_2_is_refused() {
        assert!(
            RequestFraming::default()
                .advance(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .is_err()
        );
    }
}
