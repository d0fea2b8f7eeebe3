import { show } from '../ui/root';
import { Begin } from './begin';
import './start.css';

show(<Begin />, 'auto');
