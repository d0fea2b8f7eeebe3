import { show } from '../ui/root';
import '../ui/queue.css';
import '../ui/incident.css';
import '../ui/place.css';
import '../ui/banner.css';
import './console.css';
import { Session } from './session';

show(<Session />);
