import { Button, Menu, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Band } from '../catalogue.ts';
import type { Path } from '../json.ts';
import { refName, resolved, type Shape } from '../shape.ts';
import { Fault } from './fault.tsx';
import { Field } from './field.tsx';
import type { FieldsProps } from './field-props.ts';
import styles from './fields.module.css';
import { useChanges, useForm } from './form-context.ts';
import { Labelled } from './labelled.tsx';
import { BandsTable } from './numbers/bands-table.tsx';
import { RowsTable } from './numbers/rows-table.tsx';
import { fieldWords } from './words.ts';

/** What an object says, a field each, in the order of the schema; what it could say besides can be added. */
export function Fields({ shape, value, path }: FieldsProps) {
  const { isReadOnly } = useForm();
  const properties = Object.entries(shape.properties ?? {}).filter(([, { const: constant }]) => constant === undefined);
  const there = properties.filter(([name]) => name in value);
  const missing = properties.filter(([name]) => !(name in value) && isAddable(name));
  return (
    <Stack gap="sm">
      {there.map(([name, each]) => (
        <Row key={name} name={name} shape={each} whole={value} path={path} isNeeded={shape.required?.includes(name) === true} />
      ))}
      {!isReadOnly && missing.length > 0 && <AddField fields={missing} path={path} />}
    </Stack>
  );
}

interface RowProps {
  readonly name: string;
  readonly shape: Shape;
  readonly whole: Readonly<Record<string, unknown>>;
  readonly path: Path;
  readonly isNeeded: boolean;
}

function Row({ name, shape, whole, path, isNeeded }: RowProps) {
  const { isReadOnly } = useForm();
  const changes = useChanges();
  const value = whole[name];
  const at = [...path, name];
  // what follows of a rule: its type is said by what the rule decides
  if (name === 'event' && isObject(value) && isObject(value.params)) {
    const { params } = resolved(shape).properties ?? {};
    if (params !== undefined) return <Field name="params" shape={params} value={value.params} path={[...at, 'params']} />;
  }
  if (name === 'value' && whole.type === 'bands' && Array.isArray(value))
    return (
      <Labelled label="Bands">
        <BandsTable
          parameter={{ over: whole.over === 'count' ? 'count' : 'money', unit: unitOf(whole.unit), value: value as readonly Band[] }}
          path={at}
        />
      </Labelled>
    );
  if (name === 'value' && whole.type === 'table' && isObject(value))
    return (
      <Labelled label="Rows">
        <RowsTable value={value} path={at} keys={Array.isArray(whole.keys) ? whole.keys.map(String) : []} />
      </Labelled>
    );
  return (
    <div className={styles.row}>
      <div className={styles.field}>
        <Field name={name} shape={shape} value={value} path={at} />
        {isPlain(shape, value) && <Fault path={at} />}
      </div>
      {!isNeeded && !isReadOnly && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          className={styles.remove ?? ''}
          aria-label={`Leave out ${fieldWords(name)}`}
          onClick={() => changes.remove(at)}
        >
          Leave out
        </Button>
      )}
    </div>
  );
}

function AddField({ fields, path }: { readonly fields: readonly (readonly [string, Shape])[]; readonly path: Path }) {
  const changes = useChanges();
  const { part } = useForm();
  const last = String(path.at(-1) ?? '');
  const isWithin = path.length > part.length;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconPlus size={13} />} className={styles.add ?? ''}>
          {isWithin ? `Add to ${fieldWords(last).toLowerCase()}` : 'Add a field'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {fields.map(([name, shape]) => (
          <Menu.Item key={name} onClick={() => changes.set([...path, name], beginning(shape))}>
            {fieldWords(name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Shown whole by one field, which doesn't say itself what is wrong with it. */
const isPlain = (shape: Shape, value: unknown): boolean =>
  refName(shape) !== 'formula' && (typeof value !== 'object' || value === null || Array.isArray(value));

/** The least that can stand there. */
function beginning(shape: Shape): unknown {
  const full = resolved(shape);
  if (refName(shape) === 'condition') return { fact: 'partner.type', operator: 'exists', value: true };
  if (full.const !== undefined) return full.const;
  if (full.enum !== undefined) return full.default ?? full.enum[0];
  if (full.type === 'array') return [];
  if (full.type === 'boolean') return true;
  if (full.type === 'integer') return full.minimum ?? 0;
  if (full.type === 'object') return Object.fromEntries((full.required ?? []).map((key) => [key, beginning(full.properties?.[key] ?? {})]));
  return '';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unitOf = (unit: unknown): 'rate' | 'price' | 'money' => (unit === 'price' || unit === 'money' ? unit : 'rate');

/** Of several ways to aggregate exactly one stands there; another is written in its place as text. */
const AGGREGATES = new Set(['sum', 'count', 'countDistinct', 'average', 'latest', 'earliest']);
const isAddable = (name: string): boolean => !AGGREGATES.has(name);
