/** Does what falls due and what waits, again and again, in a process that serves. */
export interface Working {
  close(): Promise<void>;
}

/** How long after one round is over the next begins. */
const PAUSE_MS = 1_000;

export function keepWorking({ work }: { work(): Promise<unknown> }, onError: (error: unknown) => void, pauseMs = PAUSE_MS): Working {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let round: Promise<unknown> = Promise.resolve();
  const again = (): void => {
    if (isClosed) return;
    timer = setTimeout(() => {
      round = work().catch(onError).finally(again);
    }, pauseMs);
    timer.unref();
  };
  again();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
