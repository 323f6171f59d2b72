//! The memory that long answers take together while clients read them, so that clients that read slowly do not decide it.

use super::error::HttpError;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use poem::Response;
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The memory for all long answers, in bytes.
const MEMORY: usize = 48 * 1024 * 1024;
/// Shorter answers are not counted.
const LONG: u64 = 64 * 1024;
/// The most that is handed to the connection at a time. What it has taken is no longer counted.
const CHUNK: usize = 16 * 1024;

/// Memory for long answers, shared by all requests.
#[derive(Clone, Debug)]
pub struct AnswerMemory(Arc<Semaphore>);

impl Default for AnswerMemory {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MEMORY)))
    }
}

impl AnswerMemory {
    /// Lets a long answer hold its memory until the client has read it. Answers without a known length, such as live
    /// streams, hold none.
    ///
    /// # Errors
    ///
    /// `busy` if there is no memory left; the answer is dropped.
    pub async fn hold(&self, response: Response) -> Result<Response, HttpError> {
        let (head, body) = response.into_parts();
        let body = BoxBody::<Bytes, io::Error>::from(body);
        let length = body.size_hint().exact().filter(|length| *length > LONG);
        let Some(length) = length.and_then(|length| u32::try_from(length).ok()) else {
            return Ok(Response::from_parts(head, body.into()));
        };
        let memory = self.0.clone().try_acquire_many_owned(length);
        let memory = memory.map_err(|_| HttpError::busy())?;
        let whole = body.collect().await.map_err(|_| HttpError::internal())?;
        let bytes = whole.to_bytes();
        Ok(Response::from_parts(head, HeldBody { bytes, memory }.boxed().into()))
    }
}

/// An answer that is in memory as a whole, and is handed out in parts.
struct HeldBody {
    bytes: Bytes,
    #[expect(dead_code, reason = "held until the answer is dropped")]
    memory: OwnedSemaphorePermit,
}

impl Body for HeldBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.bytes.len().min(CHUNK);
        Poll::Ready(Some(Ok(Frame::data(self.bytes.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(length: usize) -> Response {
        Response::builder().body(vec![b'x'; length])
    }

    #[tokio::test]
    async fn long_answers_share_their_memory_and_give_it_back_when_they_are_read_or_dropped() {
        let memory = AnswerMemory::default();
        let held = memory.hold(answer(MEMORY - 1)).await.unwrap();
        assert!(memory.hold(answer(100_000)).await.is_err());
        assert!(memory.hold(answer(1_000)).await.is_ok(), "a short one needs none");
        let bytes = held.into_body().into_vec().await.unwrap();
        assert_eq!(bytes.len(), MEMORY - 1);
        let second = memory.hold(answer(MEMORY)).await.unwrap();
        drop(second);
        assert!(memory.hold(answer(MEMORY)).await.is_ok());
    }

    #[tokio::test]
    async fn an_answer_is_the_same_in_parts() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let response = Response::builder().body(text.clone());
        let held = AnswerMemory::default().hold(response).await.unwrap();
        assert_eq!(held.into_body().into_vec().await.unwrap(), text);
    }
}
