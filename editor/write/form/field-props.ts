import type { Path } from '../json.ts';
import type { Shape } from '../shape.ts';

export interface FieldProps {
  readonly name: string;
  readonly shape: Shape;
  readonly value: unknown;
  readonly path: Path;
}

/** Of an object with its fields. */
export interface FieldsProps {
  readonly shape: Shape;
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: Path;
}
