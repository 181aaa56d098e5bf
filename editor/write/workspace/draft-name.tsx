import { useDraft, useDraftStore } from '../draft/use-draft.ts';
import styles from './draft-bar.module.css';

/** What the draft is called, to be changed in place. */
export function DraftName() {
  const store = useDraftStore();
  const name = useDraft((state) => state.name);
  const isReadOnly = useDraft((state) => state.isReadOnly);
  return (
    <h1 style={{ margin: 0, display: 'flex', minWidth: 0 }}>
      <span className="visually-hidden">Draft {name}</span>
      <input
        className={styles.name}
        aria-label="Name of the draft"
        value={name}
        readOnly={isReadOnly}
        maxLength={200}
        onChange={({ currentTarget }) => currentTarget.value.trim() !== '' && store.rename(currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </h1>
  );
}
