//! Shared work: what many ask for at the same time is done once for all.
//!
//! A worker takes everything that waits, up to a limit, works on it together and answers each. While it works, the next
//! group gathers, so the busier the service the larger the groups and the cheaper each member. Fair: first come, first
//! served. Bounded: when the queue is full, callers wait for a place. What a caller submits is always worked on after it
//! was submitted, never answered from something older.

use futures_util::future::BoxFuture;
use sea_orm::DatabaseConnection;
use std::{future::Future, sync::Arc};
use tokio::sync::{Mutex, mpsc, oneshot};

/// How many may wait for the next group; more wait for a place.
const QUEUE: usize = 1024;

/// A handle to the tasks that batcher.
pub struct Batcher<I, O> {
    queue: mpsc::Sender<Waiting<I, O>>,
}

impl<I, O> Clone for Batcher<I, O> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

struct Waiting<I, O> {
    item: I,
    answer: oneshot::Sender<O>,
}

/// How a group is made up.
pub struct BatchRules<I> {
    /// How many groups may be worked on at the same time.
    pub workers: usize,
    /// The most that a group may weigh, unless a single item is heavier.
    pub limit: usize,
    /// What an item weighs.
    pub weight: fn(&I) -> usize,
}

/// What waits, in its order, for whichever worker is free next.
struct BatchQueue<I, O> {
    queue: mpsc::Receiver<Waiting<I, O>>,
    /// The first of the next group, for which the last one had no room.
    held: Option<Waiting<I, O>>,
}

impl<I: Send + 'static, O: Send + 'static> Batcher<I, O> {
    /// Starts the workers. `work` gives one answer for each item, in their order. The workers end when the last handle
    /// is dropped.
    pub fn start<F, Fut>(grouping: &BatchRules<I>, work: F) -> Self
    where
        F: Fn(Vec<I>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Vec<O>> + Send + 'static,
    {
        let (sender, queue) = mpsc::channel(QUEUE);
        let line = Arc::new(Mutex::new(BatchQueue { queue, held: None }));
        for _ in 0..grouping.workers {
            tokio::spawn(run(line.clone(), grouping.limit, grouping.weight, work.clone()));
        }
        Self { queue: sender }
    }

    /// Submits an item and waits for its answer; `None` when the workers have ended or failed.
    pub async fn submit(&self, item: I) -> Option<O> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { item, answer }).await.ok()?;
        answered.await.ok()
    }
}

/// Writes items and gives an answer for each, in their order.
pub type Write<I, O, E> = for<'a> fn(&'a DatabaseConnection, &'a [I]) -> BoxFuture<'a, Result<Vec<O>, E>>;

/// Writes `items` together, or each alone when that fails, so that one bad item never fails its neighbours.
pub async fn together<I, O, E>(write: &DatabaseConnection, items: Vec<I>, work: Write<I, O, E>) -> Vec<Result<O, E>> {
    if items.len() > 1
        && let Ok(all) = work(write, &items).await
    {
        return all.into_iter().map(Ok).collect();
    }
    let mut outcomes = Vec::with_capacity(items.len());
    for item in &items {
        match work(write, std::slice::from_ref(item)).await {
            Ok(answers) => outcomes.extend(answers.into_iter().map(Ok)),
            Err(error) => outcomes.push(Err(error)),
        }
    }
    outcomes
}

async fn run<I, O, F, Fut>(line: Arc<Mutex<BatchQueue<I, O>>>, limit: usize, weight: fn(&I) -> usize, work: F)
where
    F: Fn(Vec<I>) -> Fut,
    Fut: Future<Output = Vec<O>>,
{
    loop {
        let Some(group) = line.lock().await.next_group(limit, weight).await else {
            break;
        };
        let (items, answers): (Vec<_>, Vec<_>) = group
            .into_iter()
            // Whoever has gone away before the work began asks for nothing any more.
            .filter(|waiting| !waiting.answer.is_closed())
            .map(|waiting| (waiting.item, waiting.answer))
            .unzip();
        if items.is_empty() {
            continue;
        }
        for (answer, result) in answers.into_iter().zip(work(items).await) {
            // A caller that has gone away meanwhile needs no answer.
            let _ = answer.send(result);
        }
    }
}

impl<I, O> BatchQueue<I, O> {
    /// The next that wait, up to the limit; `None` when nobody can come any more.
    async fn next_group(&mut self, limit: usize, weight: fn(&I) -> usize) -> Option<Vec<Waiting<I, O>>> {
        let first = match self.held.take() {
            Some(held) => held,
            None => self.queue.recv().await?,
        };
        // Whoever is about to submit enters, too: a group costs much, its members little.
        tokio::task::yield_now().await;
        let mut load = weight(&first.item);
        let mut group = vec![first];
        while let Ok(more) = self.queue.try_recv() {
            load += weight(&more.item);
            if load > limit {
                self.held = Some(more);
                break;
            }
            group.push(more);
        }
        Some(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tokio::sync::Semaphore;

    type Groups = Arc<Mutex<Vec<Vec<usize>>>>;

    /// A gatherer that works only when let, and remembers its groups.
    fn gatherer(limit: usize) -> (Batcher<usize, usize>, Arc<Semaphore>, Groups) {
        let (gate, groups) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (open, seen) = (gate.clone(), groups.clone());
        let batcher = Batcher::start(
            &BatchRules {
                workers: 1,
                limit,
                weight: |item| *item,
            },
            move |items: Vec<usize>| {
                let (open, seen) = (open.clone(), seen.clone());
                async move {
                    open.acquire().await.unwrap().forget();
                    seen.lock().unwrap().push(items.clone());
                    items.iter().map(|item| item * 10).collect()
                }
            },
        );
        (batcher, gate, groups)
    }

    #[tokio::test]
    async fn what_waits_is_worked_on_together_in_order_and_each_gets_its_own_answer() {
        let (batcher, gate, groups) = gatherer(100);
        let all = futures_util::future::join_all((1..=5).map(|item| batcher.submit(item)));
        gate.add_permits(5);
        assert_eq!(all.await, (1..=5).map(|item| Some(item * 10)).collect::<Vec<_>>());
        assert_eq!(groups.lock().unwrap().concat(), [1, 2, 3, 4, 5]);
        assert!(groups.lock().unwrap().len() < 5, "some shared a group");
    }

    #[tokio::test]
    async fn a_group_is_no_heavier_than_its_limit_unless_one_item_alone_is() {
        let (batcher, gate, groups) = gatherer(6);
        let all = futures_util::future::join_all([4, 3, 9, 2, 2].map(|item| batcher.submit(item)));
        gate.add_permits(5);
        all.await;
        for group in groups.lock().unwrap().iter() {
            assert!(group.iter().sum::<usize>() <= 6 || group.len() == 1, "{group:?}");
        }
    }

    #[tokio::test]
    async fn who_has_gone_away_is_not_worked_for() {
        let (batcher, gate, groups) = gatherer(100);
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
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), Some(10));
        assert_eq!(batcher.submit(3).await, Some(30));
        assert!(!groups.lock().unwrap().concat().contains(&2));
    }
}
