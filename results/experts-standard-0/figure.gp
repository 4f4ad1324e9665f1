# experts: The experts: in which order they correct orientation and position, and how often they succeed
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1000,760 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set xlabel "share of the demonstration's time"
set ylabel "normalised error"
set xrange [0:1]
set yrange [-0.05:1.1]
set key top right samplen 2
set grid linecolor "#eeeeee"
set multiplot layout 2,2
set title 'source, planner: both at once'
plot \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'planner' && strcol(4) eq 'position_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'planner' && strcol(4) eq 'position_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'position', \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'planner' && strcol(4) eq 'orientation_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'planner' && strcol(4) eq 'orientation_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'orientation'
set title 'source, human-like: orientation first'
plot \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'human' && strcol(4) eq 'position_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'human' && strcol(4) eq 'position_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'position', \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'human' && strcol(4) eq 'orientation_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'source' && strcol(2) eq 'human' && strcol(4) eq 'orientation_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'orientation'
set title 'target, planner: both at once'
plot \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'planner' && strcol(4) eq 'position_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'planner' && strcol(4) eq 'position_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'position', \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'planner' && strcol(4) eq 'orientation_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'planner' && strcol(4) eq 'orientation_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'orientation'
set title 'target, human-like: orientation first'
plot \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'human' && strcol(4) eq 'position_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'human' && strcol(4) eq 'position_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'position', \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'human' && strcol(4) eq 'orientation_error' ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure-fit.csv' using (strcol(1) eq 'target' && strcol(2) eq 'human' && strcol(4) eq 'orientation_error' ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'orientation'
unset multiplot
