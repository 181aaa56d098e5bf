import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { TOUR } from './begin.ts';
import { placeOf, STEPS } from './steps.ts';

/** How long a step's place may take to be there: the first effect is being reckoned. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 200;

/** Shows around in a draft whose address asks for it. The library is fetched then. */
export function Tour() {
  const { tour } = useSearch({ strict: false }) as { readonly tour?: unknown };
  const navigate = useNavigate();
  const isWanted = tour === TOUR;
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    let stop: (() => void) | undefined;
    const over = (): void =>
      void navigate({
        to: '.',
        search: ((before: object) => ({ ...before, tour: undefined })) as never,
        replace: true,
        resetScroll: false,
      });
    void (async () => {
      const [{ driver }] = await Promise.all([import('driver.js'), import('driver.js/dist/driver.css'), allThere(() => isGone)]);
      if (isGone) return;
      const guide = driver({
        showProgress: true,
        allowKeyboardControl: true,
        popoverClass: 'tour',
        doneBtnText: 'Done',
        nextBtnText: 'Next',
        prevBtnText: 'Back',
        // what is pointed at can be used meanwhile
        disableActiveInteraction: false,
        steps: STEPS.map((step) => ({
          element: () => placeOf(step) ?? document.body,
          popover: { title: step.title, description: step.description },
        })),
        onDestroyed: () => !isGone && over(),
      });
      stop = () => guide.destroy();
      guide.drive();
    })();
    return () => {
      isGone = true;
      stop?.();
    };
  }, [isWanted, navigate]);
  return null;
}

async function allThere(isGone: () => boolean): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!isGone() && performance.now() < until && STEPS.some((step) => placeOf(step) === undefined))
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
