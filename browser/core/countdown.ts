/** What a clock shows at a moment: figures, how much of its bar is left, and in which stage it is. */
import type { Clock } from '../contract/api';
import { figures, milliseconds } from './time';

export type Stage = 'running' | 'calm' | 'near' | 'late' | 'met' | 'parked';

export interface Countdown {
  readonly stage: Stage;
  readonly figures: string;
  /** How much of the bar is left, 0 to 1; null when nothing drains. */
  readonly share: number | null;
  /** The whole limit, "4:00"; null where there is none. */
  readonly limit: string | null;
  /** Met, but after its time: how late. */
  readonly late_by: string | null;
}

const NEAR_SHARE = 1 / 3;
const NEAR_MS = 15_000;

/** A third or 15 s left is near. Left counts whole seconds up, so 0:00 is never shown while there is time, and never more than the whole. */
function running(left: number, total: number, limit: string): Countdown {
  if (left <= 0) return { stage: 'late', figures: `+${figures(-left)}`, share: 1, limit, late_by: null };
  const near = left <= NEAR_MS || left <= total * NEAR_SHARE;
  return {
    stage: near ? 'near' : 'calm',
    figures: figures(Math.min(total, Math.ceil(left / 1_000) * 1_000)),
    share: total > 0 ? Math.min(1, left / total) : 0,
    limit,
    late_by: null,
  };
}

/** The server brings it back within a second or so; later than this it is not coming by itself. */
const COMING_MS = 3_000;

/** Put aside: it drains nothing and is never near, for nobody has to do anything until it is back. */
function parked(left: number, limit: string): Countdown {
  if (left <= -COMING_MS) return { stage: 'late', figures: `+${figures(-left)}`, share: null, limit, late_by: null };
  return { stage: 'parked', figures: figures(Math.ceil(left / 1_000) * 1_000), share: null, limit, late_by: null };
}

export function countdown(clock: Clock, now: number): Countdown {
  const started = milliseconds(clock.started_at);
  const due = clock.due_at === null ? null : milliseconds(clock.due_at);
  const limit = due === null ? null : figures(due - started);
  if (clock.met_at !== null) {
    const met = milliseconds(clock.met_at);
    const late_by = due !== null && met > due ? figures(met - due) : null;
    return { stage: 'met', figures: figures(met - started), share: null, limit, late_by };
  }
  if (due === null || limit === null) return { stage: 'running', figures: figures(now - started), share: null, limit: null, late_by: null };
  return clock.name === 'parked' ? parked(due - now, limit) : running(due - now, due - started, limit);
}
