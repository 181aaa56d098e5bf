import { ActionIcon, Button, Menu, Select, Tooltip } from '@mantine/core';
import { IconArrowRight, IconPlus } from '@tabler/icons-react';
import type { Path } from '../../json.ts';
import { useChanges, useForm } from '../form-context.ts';
import { Comparison } from './comparison.tsx';
import styles from './conditions.module.css';
import { type ConditionValue, formOf, newComparison } from './model.ts';
import { Remove } from './remove.tsx';

interface Props {
  readonly value: ConditionValue;
  readonly path: Path;
  /** Missing: it can't be taken away, something has to stand there. */
  readonly remove?: () => void;
}

/** A condition, as rows that nest. */
export function ConditionEditor({ value, path, remove }: Props) {
  switch (formOf(value)) {
    case 'all':
    case 'any':
      return <Group value={value} path={path} {...(remove && { remove })} />;
    case 'not':
      return <Not value={value} path={path} {...(remove && { remove })} />;
    case 'named':
      return <Named name={value.condition ?? ''} path={path} {...(remove && { remove })} />;
    case 'compare':
      return <Comparison value={value} path={path} {...(remove && { remove })} />;
  }
}

function Group({ value, path, remove }: Props) {
  const { isReadOnly } = useForm();
  const changes = useChanges();
  const kind = value.all === undefined ? 'any' : 'all';
  const list = value[kind] ?? [];
  const at = [...path, kind];
  return (
    <fieldset className={styles.group} aria-label={kind === 'all' ? 'All of these' : 'Any of these'}>
      <div className={styles.head}>
        <Select
          aria-label="How these go together"
          data={[
            { value: 'all', label: 'All of these' },
            { value: 'any', label: 'Any of these' },
          ]}
          value={kind}
          onChange={(next) => next !== null && next !== kind && changes.rename(at, next)}
          allowDeselect={false}
          readOnly={isReadOnly}
          w={132}
          variant="unstyled"
          classNames={{ input: styles.kind ?? '' }}
        />
        {remove !== undefined && <Remove what="the group" remove={remove} />}
      </div>
      <div className={styles.rows}>
        {list.map((each, index) => (
          <ConditionEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name; where it stands is what it is called by
            key={index}
            value={each}
            path={[...at, index]}
            {...(list.length > 1 && { remove: () => changes.remove([...at, index]) })}
          />
        ))}
      </div>
      {!isReadOnly && <Add add={(added) => changes.insert(at, list.length, added)} />}
    </fieldset>
  );
}

function Not({ value, path, remove }: Props) {
  const { isReadOnly } = useForm();
  const changes = useChanges();
  const inner = value.not;
  if (inner === undefined) return null;
  return (
    <fieldset className={styles.not} aria-label="Not this">
      <div className={styles.head}>
        <span className={styles.word}>Not</span>
        {!isReadOnly && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => changes.set(path, inner)}>
            Take away the “not”
          </Button>
        )}
        {remove !== undefined && <Remove what="the condition" remove={remove} />}
      </div>
      <ConditionEditor value={inner} path={[...path, 'not']} />
    </fieldset>
  );
}

function Named({ name, path, remove }: { readonly name: string; readonly path: Path; readonly remove?: () => void }) {
  const { names, isReadOnly, go } = useForm();
  const changes = useChanges();
  return (
    <div className={styles.row}>
      <span className={styles.word}>Holds:</span>
      <Select
        aria-label="Named condition"
        data={[...new Set([...names.conditions, name])]}
        value={name}
        onChange={(next) => next !== null && changes.set([...path, 'condition'], next)}
        allowDeselect={false}
        searchable
        readOnly={isReadOnly}
        className={styles.wide ?? ''}
      />
      <Tooltip label="Show it">
        <ActionIcon aria-label={`Show the condition ${name}`} onClick={() => go('condition', name)}>
          <IconArrowRight size={15} />
        </ActionIcon>
      </Tooltip>
      {remove !== undefined && <Remove what={`the condition ${name}`} remove={remove} />}
    </div>
  );
}

function Add({ add }: { readonly add: (condition: ConditionValue) => void }) {
  const { names } = useForm();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} />} className={styles.add ?? ''}>
          Add a condition
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => add(newComparison(names))}>Compare a fact</Menu.Item>
        <Menu.Item disabled={names.conditions.length === 0} onClick={() => add({ condition: names.conditions[0] ?? '' })}>
          A named condition
        </Menu.Item>
        <Menu.Item onClick={() => add({ any: [newComparison(names)] })}>Any of several</Menu.Item>
        <Menu.Item onClick={() => add({ all: [newComparison(names)] })}>All of several</Menu.Item>
        <Menu.Item onClick={() => add({ not: newComparison(names) })}>Not …</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
