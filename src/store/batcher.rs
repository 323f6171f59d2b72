//! Group commit: requests that wait at the same time share one transaction, or one query.
//!
//! A [`Batcher`] is a bounded queue with a few worker tasks. A worker takes what is queued, up to a limit of weight,
//! processes it as one group and answers each request. Meanwhile the next group queues up, so groups grow with the load
//! and the cost of a request falls. Requests are served in the order of their arrival. When the queue is full, callers
//! wait. A request is processed only after it was submitted, so its answer is never older than the request.
//!
//! Everybody depends on the workers, so nothing stops them: a group that panics is abandoned and the next one processed,
//! and a caller waits for its answer no longer than [`PATIENCE`].

use super::{Pool, Result, StoreError, unavailable};
use futures_util::{FutureExt, future::BoxFuture};
use sea_orm::{ConnectionTrait, DatabaseBackend};
use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    time::timeout,
};

/// How long a caller waits for its answer. A request that is still queued then is not processed any more.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most requests in the queue. Callers beyond it wait to enter.
const QUEUE_LENGTH: usize = 1024;

/// A handle to a queue and its workers.
pub struct Batcher<I, O> {
    queue: mpsc::Sender<Request<I, O>>,
}

impl<I, O> Clone for Batcher<I, O> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

struct Request<I, O> {
    item: I,
    reply: oneshot::Sender<O>,
}

/// The bounds of groups.
pub struct BatchRules<I> {
    /// The number of workers, so of groups in progress.
    pub workers: usize,
    /// The greatest weight of a group. A heavier item is a group of its own.
    pub limit: usize,
    /// The weight of an item.
    pub weight: fn(&I) -> usize,
}

/// The receiving side of the queue, shared by the workers.
struct BatchQueue<I, O> {
    queue: mpsc::Receiver<Request<I, O>>,
    /// The request that was too heavy for the last group; it begins the next one.
    held: Option<Request<I, O>>,
}

impl<I: Send + 'static, O: Send + 'static> Batcher<I, O> {
    /// Starts the workers, which end when the last handle is dropped. `process` returns one answer for each item, in their
    /// order.
    ///
    /// Must be called within a tokio runtime.
    pub fn start<F, Fut>(rules: &BatchRules<I>, process: F) -> Self
    where
        F: Fn(Vec<I>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Vec<O>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(QUEUE_LENGTH);
        let queue = Arc::new(Mutex::new(BatchQueue {
            queue: receiver,
            held: None,
        }));
        for _ in 0..rules.workers {
            tokio::spawn(run(queue.clone(), rules.limit, rules.weight, process.clone()));
        }
        Self { queue: sender }
    }

    /// Submits an item and waits for its answer.
    ///
    /// # Errors
    ///
    /// `Closed` when the workers have ended, `Abandoned` when the group panicked, `Unavailable` when there is no answer in
    /// time; an item that is being processed then may still take effect.
    pub async fn submit(&self, item: I) -> Result<O> {
        let (reply, answer) = oneshot::channel();
        let answered = async {
            let sent = self.queue.send(Request { item, reply }).await;
            sent.map_err(|_| StoreError::Closed)?;
            answer.await.map_err(|_| StoreError::Abandoned)
        };
        let outcome = timeout(PATIENCE, answered).await;
        outcome.unwrap_or_else(|_| Err(unavailable("the queue of the group commit is too long").into()))
    }
}

/// Writes items in one transaction and returns an answer for each, in their order.
pub type Write<I, O> = for<'a> fn(&'a Pool, &'a [I]) -> BoxFuture<'a, Result<Vec<O>>>;

impl<I: Send + Sync + 'static, O: Send + 'static> Batcher<I, Result<O>> {
    /// Starts a group commit: the items of a group are written in one transaction.
    ///
    /// Two groups are in progress on PostgreSQL, which commits one while it executes the other. SQLite has one writer.
    pub fn group_commit(writer: Pool, limit: usize, weight: fn(&I) -> usize, write: Write<I, O>) -> Self {
        let rules = BatchRules {
            workers: match writer.get_database_backend() {
                DatabaseBackend::Postgres => 2,
                _ => 1,
            },
            limit,
            weight,
        };
        Self::start(&rules, move |items| {
            let writer = writer.clone();
            async move { write_together_or_each(&writer, items, write).await }
        })
    }
}

/// Writes all items in one transaction. If that fails, writes each in its own, so that one bad item does not fail the
/// others. When the database is unavailable, all fail at once: nobody waits for the attempts of others.
async fn write_together_or_each<I, O>(writer: &Pool, items: Vec<I>, write: Write<I, O>) -> Vec<Result<O>> {
    let mut unavailable = None;
    if items.len() > 1 {
        match write(writer, &items).await {
            Ok(answers) => return answers.into_iter().map(Ok).collect(),
            Err(error @ StoreError::Unavailable(_)) => unavailable = Some(error),
            Err(_) => {}
        }
    }
    let mut outcomes = Vec::with_capacity(items.len());
    for item in &items {
        if let Some(error) = &unavailable {
            outcomes.push(Err(error.clone()));
            continue;
        }
        match write(writer, std::slice::from_ref(item)).await {
            Ok(answers) => outcomes.extend(answers.into_iter().map(Ok)),
            Err(error) => {
                unavailable = matches!(error, StoreError::Unavailable(_)).then(|| error.clone());
                outcomes.push(Err(error));
            }
        }
    }
    outcomes
}

async fn run<I, O, F, Fut>(queue: Arc<Mutex<BatchQueue<I, O>>>, limit: usize, weight: fn(&I) -> usize, process: F)
where
    F: Fn(Vec<I>) -> Fut,
    Fut: Future<Output = Vec<O>>,
{
    loop {
        let Some(group) = queue.lock().await.next_group(limit, weight).await else {
            break;
        };
        let (items, replies): (Vec<_>, Vec<_>) = group
            .into_iter()
            // Skips callers that have disconnected.
            .filter(|request| !request.reply.is_closed())
            .map(|request| (request.item, request.reply))
            .unzip();
        if items.is_empty() {
            continue;
        }
        let processed = AssertUnwindSafe(async { process(items).await }).catch_unwind().await;
        let Ok(answers) = processed else {
            tracing::error!("group commit: a group panicked and was abandoned");
            continue;
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Fails if the caller has disconnected meanwhile.
            let _ = reply.send(answer);
        }
    }
}

impl<I, O> BatchQueue<I, O> {
    /// Waits for a request and takes those behind it, up to the limit. `None` when all handles are dropped.
    async fn next_group(&mut self, limit: usize, weight: fn(&I) -> usize) -> Option<Vec<Request<I, O>>> {
        let first = match self.held.take() {
            Some(held) => held,
            None => self.queue.recv().await?,
        };
        // Lets tasks that are about to submit do so: a group is expensive, another item in it is not.
        tokio::task::yield_now().await;
        let mut total = weight(&first.item);
        let mut group = vec![first];
        while let Ok(request) = self.queue.try_recv() {
            total += weight(&request.item);
            if total > limit {
                self.held = Some(request);
                break;
            }
            group.push(request);
        }
        Some(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use std::sync::{Arc, Mutex};
    use tokio::sync::Semaphore;

    type Groups = Arc<Mutex<Vec<Vec<usize>>>>;

    /// A batcher that processes a group for each permit of the semaphore, multiplies by ten and records its groups.
    fn batcher(limit: usize) -> (Batcher<usize, usize>, Arc<Semaphore>, Groups) {
        let (permits, groups) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (process_permits, recorded) = (permits.clone(), groups.clone());
        let batcher = Batcher::start(
            &BatchRules {
                workers: 1,
                limit,
                weight: |item| *item,
            },
            move |items: Vec<usize>| {
                let (permits, recorded) = (process_permits.clone(), recorded.clone());
                async move {
                    permits.acquire().await.unwrap().forget();
                    recorded.lock().unwrap().push(items.clone());
                    items.iter().map(|item| item * 10).collect()
                }
            },
        );
        (batcher, permits, groups)
    }

    #[tokio::test]
    async fn queued_items_are_processed_together_in_order_and_each_gets_its_own_answer() {
        let (batcher, permits, groups) = batcher(100);
        let all = join_all((1..=5).map(|item| batcher.submit(item)));
        permits.add_permits(5);
        let answers: Vec<usize> = all.await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (1..=5).map(|item| item * 10).collect::<Vec<_>>());
        assert_eq!(groups.lock().unwrap().concat(), [1, 2, 3, 4, 5]);
        assert!(groups.lock().unwrap().len() < 5, "some shared a group");
    }

    #[tokio::test]
    async fn a_group_is_no_heavier_than_its_limit_unless_it_is_a_single_item() {
        let (batcher, permits, groups) = batcher(6);
        let all = join_all([4, 3, 9, 2, 2].map(|item| batcher.submit(item)));
        permits.add_permits(5);
        all.await;
        for group in groups.lock().unwrap().iter() {
            assert!(group.iter().sum::<usize>() <= 6 || group.len() == 1, "{group:?}");
        }
    }

    #[tokio::test]
    async fn a_group_that_panics_fails_its_callers_and_the_worker_goes_on() {
        let rules = BatchRules {
            workers: 1,
            limit: 1,
            weight: |_| 1,
        };
        let batcher = Batcher::start(&rules, |items: Vec<usize>| async move {
            assert_ne!(items, [13], "planted");
            items
        });
        assert!(matches!(batcher.submit(13).await, Err(StoreError::Abandoned)));
        assert_eq!(batcher.submit(1).await.unwrap(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_without_an_answer_gives_up_and_its_queued_item_is_not_processed() {
        let (batcher, permits, groups) = batcher(100);
        let first = batcher.submit(1);
        let second = async {
            // By then, the worker has taken the first item and waits for a permit.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            batcher.submit(2).await
        };
        let (first, second) = tokio::join!(first, second);
        assert!(matches!(first, Err(StoreError::Unavailable(_))));
        assert!(matches!(second, Err(StoreError::Unavailable(_))));
        permits.add_permits(2);
        assert_eq!(batcher.submit(3).await.unwrap(), 30);
        assert!(!groups.lock().unwrap().concat().contains(&2));
    }

    #[tokio::test]
    async fn items_of_disconnected_callers_are_not_processed() {
        let (batcher, permits, groups) = batcher(100);
        let first = tokio::spawn({
            let batcher = batcher.clone();
            async move { batcher.submit(1).await }
        });
        tokio::task::yield_now().await;
        {
            let gone = batcher.submit(2);
            futures_util::pin_mut!(gone);
            assert!(futures_util::poll!(&mut gone).is_pending());
        }
        permits.add_permits(2);
        assert_eq!(first.await.unwrap().unwrap(), 10);
        assert_eq!(batcher.submit(3).await.unwrap(), 30);
        assert!(!groups.lock().unwrap().concat().contains(&2));
    }
}
