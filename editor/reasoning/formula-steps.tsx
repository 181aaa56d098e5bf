import { type Formula, textOf } from './model.ts';
import styles from './reasoning.module.css';

/** A formula with what it read, and each operation in the order in which it was done. */
export function FormulaSteps({ formula }: { readonly formula: Formula }) {
  const inputs = Object.entries(formula.inputs);
  return (
    <div className={styles.formula}>
      <code>{formula.formula}</code>
      {inputs.length > 0 && (
        <div className={styles.dim}>
          with{' '}
          {inputs.map(([name, value], place) => (
            <span key={name} className="figures">
              {place > 0 && ', '}
              <code className={styles.fact}>{name}</code> {textOf(value)}
            </span>
          ))}
        </div>
      )}
      <ol className={styles.steps}>
        {formula.steps.map(({ expression, value, slices }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part may stand in a formula twice; its place is its name
          <li key={place}>
            <code>{expression}</code> = <b className="figures">{value === undefined ? 'missing' : textOf(value)}</b>
            {slices !== undefined && (
              <ul className={styles.slices}>
                {slices.map(({ from, rate, size, amount }) => (
                  <li key={textOf(from)} className="figures">
                    from {textOf(from)}: {textOf(size)} × {rate}
                    {amount !== undefined && ` = ${amount}`}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {formula.failure !== undefined && <div className={styles.fails}>It fails: {formula.failure}.</div>}
    </div>
  );
}
