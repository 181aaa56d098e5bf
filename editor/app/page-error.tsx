import { ErrorState } from '../ui/states.tsx';

/** A page that failed to be drawn, or to be fetched: after an upgrade of the server an old tab asks for parts that are gone. */
export function PageError({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  const isGone = error instanceof TypeError && /import|fetch/i.test(error.message);
  if (!isGone) return <ErrorState error={error} again={again} />;
  return (
    <ErrorState
      error={
        new Error(
          'A part of the page could not be fetched: the server was upgraded, or is away. Loading the page anew brings both together.',
        )
      }
      again={() => location.reload()}
      label="Load anew"
    />
  );
}
