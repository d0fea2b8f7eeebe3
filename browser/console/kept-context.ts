import { createContext } from 'react';
import type { KeptNotes } from '../platform/kept-notes';

/** The notes of this operator that are on their way. */
export const Kept = createContext<KeptNotes | null>(null);
