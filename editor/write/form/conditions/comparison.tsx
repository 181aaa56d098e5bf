import { ActionIcon, Select, TagsInput, Tooltip } from '@mantine/core';
import { IconVariable } from '@tabler/icons-react';
import type { OperatorName } from '../../../../server/engine/conditions/model.ts';
import type { FactSpec } from '../../../../server/engine/facts/catalogue.ts';
import type { Path } from '../../json.ts';
import { FactSelect } from '../fact-select.tsx';
import { Fault } from '../fault.tsx';
import { useChanges, useForm } from '../form-context.ts';
import { LateInput } from '../late-input.tsx';
import { OPERATOR_WORDS, OPERATORS_OF } from '../words.ts';
import styles from './conditions.module.css';
import { type ConditionValue, fits, isOperator, startValue } from './model.ts';
import { Remove } from './remove.tsx';

interface Props {
  readonly value: ConditionValue;
  readonly path: Path;
  readonly remove?: () => void;
}

/** A fact, how it is compared, and with what. */
export function Comparison({ value, path, remove }: Props) {
  const { names, isReadOnly } = useForm();
  const changes = useChanges();
  const fact = value.fact ?? '';
  const operator = isOperator(value.operator ?? '') ? (value.operator as OperatorName) : 'equal';
  const spec = names.catalogue.facts.get(fact);
  const operators = [...new Set([...OPERATORS_OF[spec?.type ?? 'text'], operator])];

  const compareBy = (next: OperatorName, of: FactSpec | undefined, named: string): void => {
    const kept = fits(value.value, next, of) ? value.value : startValue(of, next);
    if (named === fact && kept === value.value) changes.set([...path, 'operator'], next);
    else changes.set(path, { fact: named, operator: next, value: kept });
  };
  const chooseFact = (next: string): void => {
    const of = names.catalogue.facts.get(next);
    const isSame = of?.type === spec?.type && of?.choices === undefined && spec?.choices === undefined;
    if (isSame) changes.set([...path, 'fact'], next);
    else {
      const allowed = OPERATORS_OF[of?.type ?? 'text'];
      const by = allowed.includes(operator) ? operator : (allowed[0] ?? 'equal');
      changes.set(path, { fact: next, operator: by, value: startValue(of, by) });
    }
  };

  return (
    <div className={styles.row}>
      <FactSelect ariaLabel="Fact" value={fact} onChange={chooseFact} className={styles.fact ?? ''} />
      <Select
        aria-label="Operator"
        data={operators.map((name) => ({ value: name, label: OPERATOR_WORDS[name] }))}
        value={operator}
        onChange={(next) => next !== null && isOperator(next) && compareBy(next, spec, fact)}
        allowDeselect={false}
        readOnly={isReadOnly}
        className={styles.operator ?? ''}
      />
      <Compared value={value.value} operator={operator} spec={spec} set={(next) => changes.set([...path, 'value'], next)} />
      {remove !== undefined && <Remove what={`the comparison of ${fact}`} remove={remove} />}
      <div className={styles.fault}>
        <Fault path={path} />
      </div>
    </div>
  );
}

interface ComparedProps {
  readonly value: unknown;
  readonly operator: OperatorName;
  readonly spec: FactSpec | undefined;
  readonly set: (value: unknown) => void;
}

/** A value, several, or another fact. */
function Compared({ value, operator, spec, set }: ComparedProps) {
  const { isReadOnly } = useForm();
  if (operator === 'exists') return <YesNo value={value} set={set} yes="yes" no="no, it is missing" />;
  const other = factOf(value);
  const isMany = operator === 'in' || operator === 'notIn';
  const toggle =
    isMany || isReadOnly ? undefined : (
      <Tooltip label={other === undefined ? 'Compare with another fact' : 'Compare with a value'}>
        <ActionIcon
          aria-label={other === undefined ? 'Compare with another fact' : 'Compare with a value'}
          aria-pressed={other !== undefined}
          variant={other === undefined ? 'subtle' : 'light'}
          onClick={() => set(other === undefined ? { fact: sameType(spec) } : startValue(spec, operator))}
        >
          <IconVariable size={15} />
        </ActionIcon>
      </Tooltip>
    );
  return (
    <div className={styles.value}>
      {other !== undefined ? (
        <FactSelect ariaLabel="Compared with" value={other} onChange={(fact) => set({ fact })} {...(spec && { type: spec.type })} />
      ) : (
        <Literal value={value} isMany={isMany} spec={spec} set={set} />
      )}
      {toggle}
    </div>
  );
}

function Literal({ value, isMany, spec, set }: Omit<ComparedProps, 'operator'> & { readonly isMany: boolean }) {
  const { isReadOnly } = useForm();
  const isWhole = spec?.type === 'count' || spec?.type === 'days';
  if (isMany) {
    const list = Array.isArray(value) ? value.map(String) : [];
    const read = (text: string): unknown => (isWhole && /^-?\d+$/.test(text) ? Number(text) : text);
    return (
      <TagsInput
        aria-label="Values"
        size="xs"
        data={[...(spec?.choices ?? [])]}
        value={list}
        onChange={(next) => next.length > 0 && set(next.map(read))}
        readOnly={isReadOnly}
        className={styles.wide ?? ''}
      />
    );
  }
  if (spec?.type === 'boolean') return <YesNo value={value} set={set} yes="yes" no="no" />;
  if (spec?.choices !== undefined && spec.type === 'choice')
    return (
      <Select
        aria-label="Value"
        data={[...new Set([...spec.choices, String(value ?? '')])].filter(Boolean)}
        value={String(value ?? '')}
        onChange={(next) => next !== null && set(next)}
        allowDeselect={false}
        searchable={spec.choices.length > 8}
        readOnly={isReadOnly}
        className={styles.wide ?? ''}
      />
    );
  return (
    <LateInput
      ariaLabel="Value"
      value={String(value ?? '')}
      onSettle={(text) => set(isWhole && /^-?\d+$/.test(text) ? Number(text) : text)}
      isReadOnly={isReadOnly}
      type={spec?.type === 'date' ? 'date' : 'text'}
      isFigure={spec !== undefined && ['money', 'rate', 'price', 'count', 'days'].includes(spec.type)}
      w="100%"
    />
  );
}

function YesNo({
  value,
  set,
  yes,
  no,
}: {
  readonly value: unknown;
  readonly set: (value: boolean) => void;
  readonly yes: string;
  readonly no: string;
}) {
  const { isReadOnly } = useForm();
  return (
    <Select
      aria-label="Value"
      data={[
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ]}
      value={String(value)}
      onChange={(next) => next !== null && set(next === 'true')}
      allowDeselect={false}
      readOnly={isReadOnly}
      className={styles.value ?? ''}
    />
  );
}

const factOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'fact' in value ? String(value.fact) : undefined;

/** Something of the same type to begin with: the likeliest is a parameter. */
const sameType = (spec: FactSpec | undefined): string => (spec === undefined ? '' : spec.name);
