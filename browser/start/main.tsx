import { show } from '../ui/root';
import './start.css';
import { Start } from './start';

show(<Start />, 'auto');
