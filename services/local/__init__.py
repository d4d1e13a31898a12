"""The whole product on one machine: embedded servers, four applications in one process, one worker, one supervisor."""
