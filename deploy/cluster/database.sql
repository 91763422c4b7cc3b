-- Once, on the leader, when the cluster has come up:  psql -h /var/run/postgresql -U postgres -f database.sql
-- Put in a password of your own. The sign-in owns its database and nothing else; presenters read what was frozen for them.

CREATE ROLE common_ground LOGIN PASSWORD 'common-ground-password';
CREATE ROLE common_ground_presenter NOLOGIN;
GRANT common_ground_presenter TO common_ground;
CREATE DATABASE common_ground OWNER common_ground ENCODING 'UTF8' TEMPLATE template0;
