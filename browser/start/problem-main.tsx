import { show } from '../ui/root';
import { Problem } from './problem';
import './start.css';

/** What the server wrote into the page stands there before any script runs, and is drawn from there. */
const written = (part: string): string => document.querySelector(`#app ${part}`)?.textContent ?? '';

show(<Problem title={written('h1')} detail={written('p')} />, 'auto');
