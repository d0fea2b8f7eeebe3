/** A priority has four signs: colour, shape, number and word. The word is in the accessible name. */
import type { Priority } from '../contract/api';
import { priorityWords } from '../core/words';

interface Props {
  readonly priority: Priority;
  readonly silent?: boolean;
  readonly big?: boolean;
  /** Nobody has taken it: only then does the mark pulse, never text. */
  readonly untaken?: boolean;
}

const OCTAGON = 'M7.700 1.500h8.600l6.200 6.200v8.600l-6.200 6.200H7.700l-6.200-6.200V7.700z';

function Shape({ priority, silent }: { readonly priority: Priority; readonly silent: boolean }) {
  if (silent) return <><path d={OCTAGON} /><path className="in" d="M8.700 4h6.600L20 8.700v6.600L15.300 20H8.700L4 15.300V8.700z" /><text x="12" y="16.200">{priority}</text></>;
  if (priority === 1) return <><path d={OCTAGON} /><text x="12" y="16.700">1</text></>;
  if (priority === 2) return <><path d="M12 1.800 23.200 21.600H.8z" /><text x="12" y="19">2</text></>;
  if (priority === 3) return <><rect x="2.900" y="2.900" width="18.200" height="18.200" rx="2" /><text x="12" y="16.600">3</text></>;
  return <><circle cx="12" cy="12" r="9.600" /><text x="12" y="16.500">4</text></>;
}

export const PriorityMark = ({ priority, silent = false, big = false, untaken = false }: Props) => (
  <svg className={`p ${silent ? 'ps' : `p${priority}`}${big ? ' big' : ''}${untaken ? ' untaken' : ''}`} viewBox="0 0 24 24" role="img" aria-label={priorityWords(priority, silent)}>
    <Shape priority={priority} silent={silent} />
  </svg>
);

/** The colour of the edge and of the line above an incident. */
export const markColour = (priority: Priority, silent: boolean): string => (silent ? 'var(--priority-silent)' : `var(--priority-${priority})`);
