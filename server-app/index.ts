// Starts the app. `npm run build` puts a bundle of all modules in the place of what is compiled from this file.
import './main.ts'
