import { Slider } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Scale } from './scale.ts';

interface Props {
  readonly scale: Scale;
  readonly value: unknown;
  readonly name: string;
  readonly shown: (text: string) => string;
  readonly set: (text: string) => void;
  readonly isReadOnly: boolean;
  readonly className?: string | undefined;
}

/** Follows the hand at once; the text follows as often as the screen is drawn. */
export function NumberSlider({ scale: scaleNow, value, name, shown, set, isReadOnly, className }: Props) {
  // the scale stands still while somebody draws, though what it is made of moves
  const [held, setHeld] = useState<{ readonly at: number; readonly scale: Scale }>();
  const scale = held?.scale ?? scaleNow;
  const frame = useRef<number>(undefined);
  const write = useRef(set);
  write.current = set;
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), []);
  return (
    <Slider
      className={className ?? ''}
      min={scale.min}
      max={scale.max}
      step={scale.step}
      value={held?.at ?? scale.position(value) ?? scale.min}
      label={(at) => shown(scale.text(at))}
      onChange={(at) => {
        setHeld({ at, scale });
        cancelAnimationFrame(frame.current ?? 0);
        frame.current = requestAnimationFrame(() => write.current(scale.text(at)));
      }}
      onChangeEnd={(at) => {
        setHeld(undefined);
        cancelAnimationFrame(frame.current ?? 0);
        if (scale.text(at) !== String(value)) write.current(scale.text(at));
      }}
      thumbLabel={name}
      disabled={isReadOnly}
      size="sm"
    />
  );
}
