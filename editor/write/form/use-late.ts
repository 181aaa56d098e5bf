import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 400;

interface Late {
  /** As it is typed; undefined: as it stands. */
  readonly typed: string | undefined;
  readonly change: (text: string) => void;
  /** Writes what was typed. */
  readonly settle: () => void;
}

/** What is typed is shown at once, and written after a pause, so that each keystroke isn't an edit of its own. */
export function useLate(value: string, onSettle: (value: string) => void): Late {
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ typed, value, onSettle });
  latest.current = { typed, value, onSettle };
  const tell = (): void => {
    clearTimeout(timer.current);
    const { typed: text, value: before, onSettle: write } = latest.current;
    if (text !== undefined && text !== before) write(text);
  };
  const last = useRef(tell);
  last.current = tell;
  // what was typed is not lost with the form that it was typed into
  useEffect(() => () => last.current(), []);
  return {
    typed,
    change: (text) => {
      setTyped(text);
      latest.current = { ...latest.current, typed: text };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => last.current(), PAUSE_MS);
    },
    settle: () => {
      tell();
      setTyped(undefined);
    },
  };
}
