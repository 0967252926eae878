//! Work on many threads, results in order.
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs every job that `next` gives on one of `threads` threads and hands the results to `finish` in the order of the jobs,
/// on the calling thread. Results therefore do not depend on the number of threads.
///
/// `next` runs on a thread of its own (it may read files); each worker has a `state` of its own. Only about two jobs per
/// thread wait or are done and not yet finished: memory stays bounded however slow `finish` is. The first error ends all.
pub(crate) fn ordered<J: Send, S, R: Send, E: Send>(
    threads: usize,
    next: impl FnMut() -> Result<Option<J>, E> + Send,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, J) -> R + Sync,
    mut finish: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let waiting = 2 * threads.max(1);
    let (jobs, jobs_out) = sync_channel::<(J, SyncSender<R>)>(waiting);
    let (results, results_out) = sync_channel::<Result<Receiver<R>, E>>(waiting);
    let jobs_out = Arc::new(Mutex::new(jobs_out));
    std::thread::scope(|scope| {
        scope.spawn(move || deal(next, jobs, results));
        for _ in 0..threads.max(1) {
            let (jobs_out, state, work) = (jobs_out.clone(), &state, &work);
            scope.spawn(move || {
                let mut state = state();
                loop {
                    let job = jobs_out.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((job, result)) = job else { return };
                    // Nobody waits for the result any more after an error.
                    let _ = result.send(work(&mut state, job));
                }
            });
        }
        // The workers own the queue of jobs alone: if they all die, dealing ends, and the scope passes their panic on.
        drop(jobs_out);
        for result in results_out {
            match result?.recv() {
                Ok(result) => finish(result)?,
                Err(_) => break,
            }
        }
        Ok(())
    })
}

/// Queues each job for the workers and, in the same order, the place where its result will be.
fn deal<J, R, E>(
    mut next: impl FnMut() -> Result<Option<J>, E>,
    jobs: SyncSender<(J, SyncSender<R>)>,
    results: SyncSender<Result<Receiver<R>, E>>,
) {
    loop {
        let job = match next() {
            Ok(Some(job)) => job,
            Ok(None) => return,
            Err(error) => {
                let _ = results.send(Err(error));
                return;
            }
        };
        let (result, result_out) = sync_channel(1);
        if results.send(Ok(result_out)).is_err() || jobs.send((job, result)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ordered;

    fn run(threads: usize, jobs: u64, fail: Option<u64>) -> (Vec<u64>, Result<(), u64>) {
        let mut left = 0..jobs;
        let mut done = Vec::new();
        let work = |_: &mut (), job: u64| {
            // Early jobs take longest.
            std::thread::sleep(std::time::Duration::from_micros(200 * (jobs - job) % 1000));
            job * job
        };
        let finish = |result| {
            done.push(result);
            if Some(result) == fail { Err(result) } else { Ok(()) }
        };
        let result = ordered(threads, || Ok(left.next()), || (), work, finish);
        (done, result)
    }

    #[test]
    fn results_come_in_order() {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, 50, None), ((0..50).map(|job| job * job).collect(), Ok(())));
        }
        assert_eq!(run(2, 0, None), (vec![], Ok(())));
    }

    #[test]
    fn an_error_in_finishing_ends_all() {
        assert_eq!(run(3, 1000, Some(9)), (vec![0, 1, 4, 9], Err(9)));
    }

    #[test]
    fn an_error_in_reading_comes_after_what_was_read() {
        let mut jobs = 0;
        let next = || {
            jobs += 1;
            if jobs < 4 { Ok(Some(jobs)) } else { Err("broken") }
        };
        let mut done = Vec::new();
        let finish = |result: i32| {
            done.push(result);
            Ok(())
        };
        assert_eq!(ordered(2, next, || (), |_, job| job, finish), Err("broken"));
        assert_eq!(done, [1, 2, 3]);
    }
}
