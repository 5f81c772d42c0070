"""Who there is: schools, authorities and the students of every cohort, as columns."""
