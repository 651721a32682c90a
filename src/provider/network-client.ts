/** What is used of undici. By name, because a bundle gives a module that is loaded later no names of its own. */
export { Agent, ProxyAgent, request } from 'undici';
